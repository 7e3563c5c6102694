package dev.lorebatch.http;

/**
 * How the program names itself to servers.
 */
public final class UserAgent {

	public static final String VALUE = "lore-batch/" + version();

	private UserAgent() {
	}

	private static String version() {
		String version = UserAgent.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "dev";
	}

}
