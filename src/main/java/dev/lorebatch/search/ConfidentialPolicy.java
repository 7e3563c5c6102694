package dev.lorebatch.search;

/**
 * What becomes of confidential issues, their discussions, and discussions with internal
 * notes when documents are made. The mirror's tables keep them in any case.
 */
public enum ConfidentialPolicy {

	/** Documents like all others. */
	KEEP,

	/**
	 * The document says that there is something: reference, state and dates. It is not
	 * searched and has no vectors.
	 */
	REDACT,

	/** No document. */
	DROP;

	/**
	 * Whether searches may find confidential documents.
	 */
	public boolean searchable() {
		return this == KEEP;
	}

}
