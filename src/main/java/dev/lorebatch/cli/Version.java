package dev.lorebatch.cli;

import picocli.CommandLine.IVersionProvider;

/**
 * The version in the jar's manifest.
 */
class Version implements IVersionProvider {

	@Override
	public String[] getVersion() {
		return new String[] { "lore-batch " + text(), "Java " + System.getProperty("java.version") };
	}

	static String text() {
		String version = Version.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "dev";
	}

}
