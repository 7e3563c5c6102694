package dev.lorebatch.search;

/**
 * How to search.
 */
public enum Mode {

	/** Words and vectors, fused. */
	HYBRID,

	/** Words. */
	LEXICAL,

	/** Vectors. */
	VECTOR

}
