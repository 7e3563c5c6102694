package dev.lorebatch.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.search.Placed;
import dev.lorebatch.search.Search;
import dev.lorebatch.search.SearchHit;
import dev.lorebatch.search.SearchResult;

/**
 * What a search found, for machines and for people.
 *
 * @param explain whether to say why
 */
record SearchReport(SearchResult result, boolean explain, Clock clock) {

	Map<String, Object> toJson(String query, List<String> fields) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("query", query);
		data.put("mode", lower(this.result.mode()));
		data.put("hits", this.result.hits().stream().map((hit) -> toJson(hit, fields)).toList());
		if (this.explain) {
			Map<String, Object> explanation = new LinkedHashMap<>();
			explanation.put("matching", lower(this.result.matching()));
			explanation.put("expression", printable(this.result.expression()));
			data.put("explanation", explanation);
		}
		data.put("warnings", this.result.warnings());
		return data;
	}

	String describe(boolean color) {
		StringBuilder text = new StringBuilder();
		if (this.explain) {
			text.append("searched %s, a document needs %s of %s%n%n".formatted(lower(this.result.mode()),
					lower(this.result.matching()), printable(this.result.expression())));
		}
		if (this.result.hits().isEmpty()) {
			return text + "nothing found\n";
		}
		return text + this.result.hits().stream().map((hit) -> describe(hit, color)).collect(Collectors.joining("\n"));
	}

	private String describe(SearchHit hit, boolean color) {
		StringBuilder text = new StringBuilder();
		text.append(color ? "\u001b[1m%s\u001b[0m  %s%n".formatted(hit.reference(), Prose.line(hit.title()))
				: "%s  %s%n".formatted(hit.reference(), Prose.line(hit.title())));
		String where = (hit.thread() != null) ? ", found in the thread of " + hit.thread().author() : "";
		text.append("  %s, %s%s, updated %s%s%n".formatted(hit.kind().value().replace('_', ' '), hit.state(),
				hit.confidential() ? ", confidential" : "", Prose.age(hit.updatedAt(), this.clock), where));
		if (!hit.snippet().isBlank()) {
			text.append("  %s%n".formatted(Prose.snippet(hit.snippet(), color)));
		}
		String url = (hit.thread() != null) ? hit.thread().url() : hit.webUrl();
		if (url != null) {
			text.append("  %s%n".formatted(Prose.line(url)));
		}
		if (this.explain) {
			text.append("  score %.5f: %s, %s%n".formatted(hit.score(), place("words", "bm25", hit.lexical()),
					place("vectors", "cosine", hit.vector())));
			words(hit).ifPresent((words) -> text.append("  words found: %s%n".formatted(words)));
		}
		return text.toString();
	}

	private Map<String, @Nullable Object> toJson(SearchHit hit, List<String> fields) {
		Map<String, @Nullable Object> json = SearchFields.toJson(hit, fields);
		if (this.explain) {
			Map<String, @Nullable Object> why = new LinkedHashMap<>();
			why.put("document_id", hit.documentId());
			why.put("lexical", place(hit.lexical()));
			why.put("vector", place(hit.vector()));
			why.put("words", found(hit).toList());
			json.put("why", why);
		}
		return json;
	}

	private static @Nullable Map<String, Object> place(@Nullable Placed placed) {
		return (placed != null)
				? Map.of("rank", placed.rank(), "score", placed.score(), "document_id", placed.documentId()) : null;
	}

	private static String place(String ranking, String measure, @Nullable Placed placed) {
		return (placed != null) ? "rank %d by %s (%s %.3f)".formatted(placed.rank(), ranking, measure, placed.score())
				: "not found by " + ranking;
	}

	private static Optional<String> words(SearchHit hit) {
		String words = found(hit).collect(Collectors.joining(", "));
		return words.isEmpty() ? Optional.empty() : Optional.of(Prose.line(words));
	}

	/**
	 * The different words in the passage that the query found.
	 */
	private static Stream<String> found(SearchHit hit) {
		String[] parts = hit.snippet().split("[" + Search.START + Search.END + "]", -1);
		return IntStream.range(0, parts.length)
			.filter((index) -> index % 2 == 1)
			.mapToObj((index) -> parts[index].toLowerCase(Locale.ROOT))
			.distinct();
	}

	/**
	 * Identifiers have their punctuation in the private use area.
	 */
	private static String printable(String expression) {
		return expression.codePoints()
			.map((character) -> (character >= 0xE000 && character < 0xE080) ? character - 0xE000 : character)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
