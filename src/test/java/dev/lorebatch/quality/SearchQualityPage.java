package dev.lorebatch.quality;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The figures as a page for people.
 */
final class SearchQualityPage {

	private static final String INTRO = """
			# Search quality

			How much search finds, how soon, and with how much memory, measured with the built-in vectors (`hashing`). This page
			is written by `scripts/bench-search --write`; without the option it prints the page and leaves it alone.

			The queries are in `src/test/resources/quality/queries.md`: for each one, what a person who knows all of the sample
			projects wants to find. The large mirror has the sample projects and one more of generated issues, merge requests and
			threads, in English and German, about the same things; some queries are about those. Documents and vectors are made
			by the program. Figures are for the first ten hits:

			- recall: the share of what should be found that is found, averaged over the queries
			- MRR: one divided by the place of the first hit that should be found (0 if there is none), averaged

			Both are the same on every machine. The build measures them again over a smaller mirror, and fails if they get
			worse or if hybrid finds less than lexical in any class (`SearchQualityIntegrationTests`).

			What to read from it: words find most. The built-in vectors are lexical, too; they find what is misspelt, inflected
			or compound. Text without spaces between its words is hard for both.
			""";

	private static final String SPEED = """

			## Time and memory

			One search for ten hits inside the process, all queries, modes one after the other, after a warm-up, by the clock, on
			a machine that does nothing else. `LIKE` is what there would be without an index: one `LIKE '%%query%%'` over all
			documents. The ratio is that of the medians; it says more about other machines than milliseconds do. Vectors of
			large mirrors are read by two threads, all else by one. Machine: %s.

			""";

	/** What everything is compared with. */
	static final String REFERENCE = "`LIKE`";

	private static final long MEGA = 1_000_000;

	private final StringBuilder quality = new StringBuilder();

	private final StringBuilder speed = new StringBuilder();

	void quality(String title, long documents, List<ClassOfQueries> classes) {
		this.quality.append("%n## %s%n%n%,d documents. Recall@10 / MRR:%n%n".formatted(title, documents));
		this.quality.append("| Class | Queries | lexical | vector | hybrid |%n|---|---|---|---|---|%n".formatted());
		for (ClassOfQueries measured : classes) {
			this.quality.append("| %s | %d |".formatted(measured.name(), measured.queries()));
			SearchedMirror.MODES.forEach((mode) -> this.quality.append(cell(measured.in(mode))));
			this.quality.append('\n');
		}
	}

	/**
	 * Call it right after the searches: it asks how much memory they left.
	 */
	void speed(SearchedMirror mirror, Map<String, Latency> latencies) throws IOException {
		double reference = Objects.requireNonNull(latencies.get(REFERENCE)).median();
		this.speed.append("%n%,d documents, %,d vectors, a file of %,d MB:%n%n".formatted(mirror.documents(),
				mirror.vectors(), mirror.size() / MEGA));
		this.speed.append("| | p50 | p95 | ratio |%n|---|---|---|---|%n".formatted());
		latencies.forEach(
				(name, latency) -> this.speed.append(String.format(Locale.ROOT, "| %s | %.1f ms | %.1f ms | %.2f |%n",
						name, latency.median(), latency.high(), latency.median() / reference)));
		this.speed.append("%nHeap in use after it: %d MB of at most %d MB. Resident: %s.%n".formatted(heap(),
				Runtime.getRuntime().maxMemory() / MEGA, resident()));
	}

	String render() {
		String machine = "%d processors, %s, Java %s".formatted(Runtime.getRuntime().availableProcessors(),
				System.getProperty("os.arch"), System.getProperty("java.version"));
		return INTRO + this.quality + SPEED.formatted(machine).stripTrailing() + "\n" + this.speed;
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGA;
	}

	/**
	 * Of the whole process; Linux says it.
	 */
	private static String resident() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.isReadable(status)) {
			return "unknown";
		}
		String line = Files.readAllLines(status)
			.stream()
			.filter((text) -> text.startsWith("VmRSS"))
			.findFirst()
			.orElse("");
		return line.isEmpty() ? "unknown" : Long.parseLong(line.replaceAll("\\D", "")) / 1_000 + " MB";
	}

	private static String cell(Quality quality) {
		return String.format(Locale.ROOT, " %.2f / %.2f |", quality.recall(), quality.reciprocalRank());
	}

}
