package dev.lorebatch.run;

import java.util.Locale;

/**
 * How far a requested entity came in a run, in the order it gets there.
 */
public enum EntityOutcome {

	/** Asked for, nothing known yet. */
	REQUESTED,

	/** Absent, or not visible to this token: GitLab does not say which. */
	NOT_FOUND,

	/**
	 * A list did not give it, and it is higher than the highest IID that the run read in
	 * the project. It was not asked for alone.
	 */
	NOT_VISIBLE_INFERRED,

	/** GitLab refused it (401 or 403). */
	FORBIDDEN,

	/** Fetching it failed. */
	FAILED,

	/** Preflight has it; nothing is written yet. */
	FOUND,

	/** Its payload cannot be turned into a row. */
	TRANSFORM_FAILED,

	/** Its row is in the mirror, its dependents are not yet. */
	INGESTED,

	/** Its row is in the mirror, some dependents failed. */
	INCOMPLETE,

	/** Its row and all its dependents are in the mirror. */
	SYNCED,

	/**
	 * Its row was in the mirror when it was proven that GitLab has it no more, or shows
	 * it no more.
	 */
	GONE;

	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static EntityOutcome ofValue(String value) {
		return valueOf(value.toUpperCase(Locale.ROOT));
	}

	/**
	 * Returns whether GitLab does not give it: it is not there, or not visible to the
	 * token.
	 */
	public boolean isAbsence() {
		return this == NOT_FOUND || this == NOT_VISIBLE_INFERRED;
	}

	/**
	 * Returns what people read.
	 */
	public String words() {
		return (this == NOT_VISIBLE_INFERRED) ? "not visible (inferred)" : value().replace('_', ' ');
	}

	public boolean isPreflightFailure() {
		return isAbsence() || this == FORBIDDEN || this == FAILED;
	}

}
