package dev.lorebatch.cli;

/**
 * What people type to start the program.
 */
final class ProgramName {

	/** What {@code install} makes. */
	static final String INSTALLED = "lore";

	private static final String IN_HELP = "lore-batch";

	private ProgramName() {
	}

	/**
	 * Returns the text of a help with the name of the installed program.
	 */
	static String installed(String help) {
		return help.replaceAll("\\b" + IN_HELP + " (?!\\()", INSTALLED + " ");
	}

}
