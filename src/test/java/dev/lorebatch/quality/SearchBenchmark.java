package dev.lorebatch.quality;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.search.Mode;

/**
 * Measures search and writes down what it saw. Takes minutes;
 * {@code scripts/bench-search} runs it.
 */
class SearchBenchmark {

	private static final Path PAGE = Path.of("docs/reference/search-quality.md");

	private static final Path RESULT = Path.of("target/search-quality.md");

	private static final int SMALL = Integer.getInteger("lore.bench.small", 20_000);

	private static final int LARGE = Integer.getInteger("lore.bench.large", 200_000);

	private static final List<LabelledQuery> QUERIES = LabelledQuery.readAll();

	private final SearchQualityPage page = new SearchQualityPage();

	@TempDir
	Path folder;

	@Test
	void measure() throws Exception {
		try (SearchedMirror mirror = SearchedMirror.create(this.folder.resolve("sample.db"), 0)) {
			this.page.quality("The sample projects", mirror.documents(),
					ClassOfQueries.measure(mirror, mirror.queries()));
		}
		try (SearchedMirror mirror = SearchedMirror.create(this.folder.resolve("small.db"), SMALL)) {
			this.page.quality("The sample projects in a large mirror", mirror.documents(),
					ClassOfQueries.measure(mirror, mirror.queries()));
			this.page.speed(mirror, latencies(mirror, 5));
		}
		try (SearchedMirror mirror = SearchedMirror.create(this.folder.resolve("large.db"), LARGE)) {
			this.page.speed(mirror, latencies(mirror, 1));
		}
		String text = this.page.render();
		Files.writeString(RESULT, text);
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, text);
		}
	}

	/**
	 * Each mode, and a scan as it would be without any index.
	 */
	private static Map<String, Latency> latencies(SearchedMirror mirror, int rounds) {
		List<String> texts = QUERIES.stream().map(LabelledQuery::text).toList();
		Map<String, Latency> latencies = new LinkedHashMap<>();
		latencies.put(SearchQualityPage.REFERENCE, Latency.measure(texts.subList(0, 20), 1, mirror::scan));
		for (Mode mode : SearchedMirror.MODES) {
			latencies.put(mode.name().toLowerCase(Locale.ROOT),
					Latency.measure(texts, rounds, (text) -> mirror.search(text, mode)));
		}
		return latencies;
	}

}
