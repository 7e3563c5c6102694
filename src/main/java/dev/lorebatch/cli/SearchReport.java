package dev.lorebatch.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.NotePosition;
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

	TerminalText describe(boolean color) {
		TerminalText text = new TerminalText();
		if (this.explain) {
			text.line("searched %s, a document needs %s of %s\n", lower(this.result.mode()),
					lower(this.result.matching()), printable(this.result.expression()));
		}
		if (this.result.hits().isEmpty()) {
			return text.line("nothing found");
		}
		for (SearchHit hit : this.result.hits()) {
			if (!hit.equals(this.result.hits().get(0))) {
				text.endLine();
			}
			describe(hit, text, color);
		}
		return text;
	}

	private void describe(SearchHit hit, TerminalText text, boolean color) {
		text.line("%s  %s", TerminalText.bold(hit.reference(), color), hit.title());
		text.line("  %s, %s%s, updated %s%s", hit.kind().value().replace('_', ' '), hit.state(),
				hit.confidential() ? ", confidential" : "", Prose.age(hit.updatedAt(), this.clock),
				(hit.thread() != null) ? found(hit.thread()) : "");
		if (!hit.snippet().isBlank()) {
			text.line("  %s", Prose.snippet(hit.snippet(), color));
		}
		String url = (hit.thread() != null) ? hit.thread().url() : hit.webUrl();
		if (url != null) {
			text.line("  %s", url);
		}
		if (this.explain) {
			text.line("  score %.5f: %s, %s", hit.score(), place("words", "bm25", hit.lexical()),
					place("vectors", "cosine", hit.vector()));
			String words = found(hit).collect(Collectors.joining(", "));
			if (!words.isEmpty()) {
				text.line("  words found: %s", words);
			}
		}
	}

	private static TerminalText found(SearchHit.Discussion thread) {
		NotePosition position = thread.position();
		return TerminalText.of(", found in the thread of %s%s", thread.author(),
				(position != null) ? " at " + position.describe(thread.newest()) : "");
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
		return (placed != null)
				? String.format(Locale.ROOT, "rank %d by %s (%s %.3f)", placed.rank(), ranking, measure, placed.score())
				: "not found by " + ranking;
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
