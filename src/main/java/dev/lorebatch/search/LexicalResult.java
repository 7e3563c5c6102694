package dev.lorebatch.search;

import java.util.List;

/**
 * What a lexical search found and how.
 *
 * @param matching which attempt found it, or the last one if none did
 * @param expression what was given to FTS5, empty if the query had nothing to search for
 * @param words what of it to show in passages, as an expression that all hits match
 * @param unknownWords whether half of what it asks for is in no document: it may be
 * misspelt
 * @param hits best first
 */
public record LexicalResult(Matching matching, String expression, String words, boolean unknownWords,
		List<LexicalHit> hits) {

	/**
	 * What a document needs to be a hit.
	 */
	public enum Matching {

		/** Every word of the query. */
		ALL,

		/** Any of them: the second attempt, if no document has all. */
		ANY,

		/** What the user's own FTS5 expression says. */
		RAW,

		/** The query has nothing to search for. */
		NOTHING

	}

}
