package dev.lorebatch.gitlab;

/**
 * How the program names itself to servers.
 */
final class UserAgent {

	static final String VALUE = "lore-batch/" + version();

	private UserAgent() {
	}

	private static String version() {
		String version = UserAgent.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "dev";
	}

}
