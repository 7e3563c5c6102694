package dev.lorebatch.search;

import java.util.List;

import dev.lorebatch.search.LexicalResult.Matching;

/**
 * What a search found.
 *
 * @param mode how it was searched, which is {@link Mode#LEXICAL} where vectors could not
 * be used
 * @param matching what a document needed to be found by its words
 * @param expression what was given to FTS5
 * @param hits best first, no issue or merge request twice
 * @param warnings for people
 */
public record SearchResult(Mode mode, Matching matching, String expression, List<SearchHit> hits,
		List<String> warnings) {
}
