package dev.lorebatch.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * The section about full syncs: so many of each size, each with the bare client after it.
 */
final class LargeProjects {

	private static final String INTRO = """

			## Large projects

			Full syncs of generated projects with three notes for each issue, with documents and vectors, from a server that
			answers at once, with `-Xmx256m`. The bare client fetches the same addresses with the client of the JDK, %d at once, and
			throws the answers away. In turn, each with a server that has just started, %s. The
			ratios are those of one turn.

			| Issues | | time | requests/s | processors | of that the server | ratio |
			|---|---|---|---|---|---|---|
			""";

	private static final String WRITING = """

			What the writing costs, from the samples of a profiler on the threads that write, over a full sync of 2,500 issues:
			54 % of them are in SQLite itself (2 % preparing statements, 12 % commits), 28 % in the transactions of dependents,
			22 % in those of the documents, 12 % in those of the vectors, 6 % in the ledger of the chunks. One thread writes, so the
			phases dependents and docs cannot be faster than it.
			""";

	private final Map<Integer, List<FullSync>> syncs = new TreeMap<>();

	private final Map<Integer, FileSizes> files = new TreeMap<>();

	private final Map<Integer, Ran> imports = new TreeMap<>();

	/**
	 * All of one size, with the file of one of them, and what the import of its rows
	 * took.
	 */
	void add(List<FullSync> syncs, FileSizes file, Ran imported) {
		int issues = syncs.get(0).issues();
		this.syncs.put(issues, List.copyOf(syncs));
		this.files.put(issues, file);
		this.imports.put(issues, imported);
	}

	String render(int concurrency) {
		StringBuilder text = new StringBuilder(format(INTRO, concurrency,
				this.syncs.values()
					.stream()
					.map((runs) -> format("%d of %,d issues", runs.size(), runs.get(0).issues()))
					.collect(Collectors.joining(", "))));
		this.syncs.forEach((issues, runs) -> text.append(rows(issues, runs)));
		text.append(
				format("%n| Of the run with the median time | %s |%n|---%s|%n", header(), "|---".repeat(columns())));
		phases(text);
		writes(text);
		sizes(text);
		return text.append(WRITING).toString();
	}

	private static String rows(int issues, List<FullSync> runs) {
		ToDoubleFunction<FullSync> requests = (run) -> run.ran().requests();
		return row(issues, "bare client", runs, requests, (run) -> run.bare().millis(),
				cpu(runs, FullSync::bareCpuMillis, FullSync::bareServerCpuMillis))
				+ row(issues, "full sync", runs, requests, (run) -> run.ran().millis(),
						cpu(runs, FullSync::cpuMillis, FullSync::serverCpuMillis))
				+ row(issues, "its phases ingest and dependents", runs, requests, FullSync::network, " | ");
	}

	private static String row(int issues, String name, List<FullSync> runs, ToDoubleFunction<FullSync> requests,
			ToDoubleFunction<FullSync> millis, String cpu) {
		return format("| %,d | %s | %s | %.0f | %s | %s |%n", issues, name,
				spread("%.0f", " s", runs, (run) -> millis.applyAsDouble(run) / 1_000),
				median(runs, (run) -> requests.applyAsDouble(run) / millis.applyAsDouble(run) * 1_000), cpu,
				spread("%.1f", "", runs, (run) -> millis.applyAsDouble(run) / run.bare().millis()));
	}

	private static String cpu(List<FullSync> runs, ToDoubleFunction<FullSync> all, ToDoubleFunction<FullSync> server) {
		return format("%.0f s | %.0f s", median(runs, all) / 1_000, median(runs, server) / 1_000);
	}

	private void phases(StringBuilder text) {
		for (String phase : List.of("ingest", "dependents", "docs", "embed")) {
			line(text, phase, (run) -> format("%.0f s", run.ran().phase(phase) / 1_000d));
		}
	}

	private void writes(StringBuilder text) {
		line(text, "write transactions", (run) -> format("%,d", writes(run).path("transactions").asLong()));
		line(text, "their median", (run) -> format("%.2f ms", writes(run).path("median_ms").asDouble()));
		line(text, "99 of 100 within", (run) -> format("%.1f ms", writes(run).path("p99_ms").asDouble()));
		line(text, "the longest", (run) -> format("%.0f ms", writes(run).path("longest_ms").asDouble()));
		line(text, "most memory resident", (run) -> format("%d MB", run.ran().residentKb() / 1_000));
	}

	private static JsonNode writes(FullSync run) {
		return run.ran().data().path("writes");
	}

	private void sizes(StringBuilder text) {
		file(text, "the file", (file) -> format("%,d MB", file.all() / 1_000_000));
		file(text, "for each issue, with payload, document, vectors", (file) -> format("%,d bytes", file.perIssue()));
		file(text, "for each note, likewise", (file) -> format("%,d bytes", file.perNote()));
		file(text, "raw payloads", (file) -> share(file, "raw_payloads"));
		file(text, "documents and their index", (file) -> share(file, "documents"));
		file(text, "vectors", (file) -> share(file, "embeddings"));
		line(text, "the same rows, read from a script by SQLite's own program without indexes and full text",
				(run) -> format("%.1f s, %.0f %% of the full sync", imported(run) / 1_000,
						100 * imported(run) / run.ran().millis()));
	}

	private double imported(FullSync run) {
		return this.imports.get(run.issues()).millis();
	}

	private static String share(FileSizes file, String table) {
		return format("%.0f %%", 100d * file.of(table) / file.all());
	}

	private void line(StringBuilder text, String name, Function<FullSync, String> value) {
		text.append(format("| %s | %s |%n", name,
				this.syncs.values()
					.stream()
					.map((runs) -> value.apply(typical(runs)))
					.collect(Collectors.joining(" | "))));
	}

	private void file(StringBuilder text, String name, Function<FileSizes, String> value) {
		text.append(format("| %s | %s |%n", name,
				this.files.values().stream().map(value).collect(Collectors.joining(" | "))));
	}

	private String header() {
		return this.syncs.keySet()
			.stream()
			.map((issues) -> format("%,d issues", issues))
			.collect(Collectors.joining(" | "));
	}

	private int columns() {
		return this.syncs.size();
	}

	private static FullSync typical(List<FullSync> runs) {
		return runs.stream()
			.sorted(Comparator.comparingDouble((run) -> run.ran().millis()))
			.toList()
			.get(runs.size() / 2);
	}

	private static double median(List<FullSync> runs, ToDoubleFunction<FullSync> value) {
		return Spread.of(runs.stream().map(value::applyAsDouble).toList()).median();
	}

	/**
	 * The median, and where there are several the least and the most.
	 */
	private static String spread(String number, String unit, List<FullSync> runs, ToDoubleFunction<FullSync> value) {
		Spread spread = Spread.of(runs.stream().map(value::applyAsDouble).toList());
		String median = format(number, spread.median()) + unit;
		return (spread.runs() == 1) ? median
				: median + format(" (" + number + " to " + number + ")", spread.least(), spread.most());
	}

	private static String format(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

}
