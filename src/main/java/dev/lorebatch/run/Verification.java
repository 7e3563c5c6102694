package dev.lorebatch.run;

import java.util.Locale;

/**
 * Whether GitLab still said the same of an entity after all of it was fetched.
 */
public enum Verification {

	/** It did. */
	VERIFIED,

	/** It changed again and again, more often than it is fetched again. */
	MOVING,

	/** Not asked yet, or not answered. */
	UNPROVEN;

	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static Verification ofValue(String value) {
		return valueOf(value.toUpperCase(Locale.ROOT));
	}

}
