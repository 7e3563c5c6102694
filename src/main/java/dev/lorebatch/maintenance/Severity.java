package dev.lorebatch.maintenance;

/**
 * How bad a finding is.
 */
public enum Severity {

	/**
	 * Work is left over, or something can be better; what the mirror says is right.
	 */
	WARNING,

	/**
	 * What the mirror says cannot be relied on.
	 */
	ERROR

}
