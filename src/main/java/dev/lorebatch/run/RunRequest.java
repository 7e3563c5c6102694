package dev.lorebatch.run;

/**
 * What a run was asked for. Two requests with the same run id must be equal.
 */
public sealed interface RunRequest permits SurgicalRequest, ProjectSyncRequest {

	String runId();

	RunMode mode();

	/**
	 * Whether documents are regenerated.
	 */
	boolean docs();

	/**
	 * Whether the regenerated documents are embedded.
	 */
	boolean embed();

	/**
	 * In a few words, for people.
	 */
	String describe();

}
