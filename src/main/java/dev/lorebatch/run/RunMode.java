package dev.lorebatch.run;

import java.util.Locale;

/**
 * What kind of sync a run is. Each has a Spring Batch job of its own; the names are
 * stored and therefore frozen.
 */
public enum RunMode {

	/** Exactly the named issues and merge requests. */
	SURGICAL("surgicalSync"),

	/** Whole projects, as far as they changed. */
	INCREMENTAL("incrementalSync"),

	/** Whole projects, everything again. */
	FULL("fullSync");

	private final String jobName;

	RunMode(String jobName) {
		this.jobName = jobName;
	}

	/**
	 * As the ledger shows it.
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String jobName() {
		return this.jobName;
	}

	public static RunMode ofJob(String jobName) {
		for (RunMode mode : values()) {
			if (mode.jobName.equals(jobName)) {
				return mode;
			}
		}
		throw new IllegalArgumentException("No mode has a job '" + jobName + "'");
	}

}
