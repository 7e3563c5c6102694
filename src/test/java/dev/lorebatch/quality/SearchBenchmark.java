package dev.lorebatch.quality;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures search and writes down what it saw. Takes minutes;
 * {@code scripts/bench-search} runs it.
 */
class SearchBenchmark {

	private static final Path PAGE = Path.of("docs/reference/search-quality.md");

	private static final Path RESULT = Path.of("target/search-quality.md");

	private static final int SMALL = Integer.getInteger("lore.bench.small", 20_000);

	private static final int LARGE = Integer.getInteger("lore.bench.large", 200_000);

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
			this.page.speed(mirror, SearchCurve.latencies(mirror, 5));
		}
		try (SearchedMirror mirror = SearchedMirror.create(this.folder.resolve("large.db"), LARGE)) {
			this.page.speed(mirror, SearchCurve.latencies(mirror, 1));
		}
		String text = this.page.render();
		Files.writeString(RESULT, text);
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, text);
		}
	}

}
