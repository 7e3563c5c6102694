package dev.lorebatch.search;

/**
 * A search.
 *
 * @param text the query as it was typed
 * @param raw whether it is an FTS5 expression
 * @param limit at most so many issues and merge requests
 * @param explain whether every hit is to have its place in every ranking; otherwise a
 * ranking that can change nothing is left out
 */
public record SearchRequest(String text, boolean raw, Mode mode, SearchFilter filter, int limit, boolean explain) {
}
