package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import dev.lorebatch.quality.Latency;
import dev.lorebatch.quality.SearchCurve;

/**
 * The figures as a page for people.
 */
final class PerformancePage {

	private static final Path PAGE = Path.of("docs/performance.md");

	private static final Path CHART = Path.of("docs/performance.svg");

	/** In the order of the page. */
	static final List<String> PARTS = List.of("start", "iids", "full", "kernels", "search");

	private static final Path FRAGMENTS = Path.of("target/performance");

	private static final Path RESULT = Path.of("target/performance.md");

	private static final String INTRO = """
			# Performance

			Written by `scripts/bench --write`, on a machine that did nothing else: %s.
			Server and program share it. Times are medians, in brackets the least and the most. Milliseconds say
			more about the machine than about the program; a ratio compares with something that was measured in the same run.

			![How the time grows](performance.svg)
			""";

	private static final String START = """

			## Start

			Whole processes, %d of each, one after the other in turn, after a first one that does not count. `sync` is a surgical
			sync of one issue from the sample GitLab on the same machine, which answers at once. The launcher is what `install` makes. The ratio is to `java -version` of the same Java (%s).

			| | `--version` | `issue` | `sync` | ratio | three issues, memory |
			|---|---|---|---|---|---|
			""";

	private static final String PROFILE = """

			What a `sync` of one issue is made of, in milliseconds: Java writes down when each class is used first,
			and one class of each part tells when that part begins. The median of five. Before `install`: the jar; after it: the
			launcher.

			""";

	private static final String IIDS = """

			## Issues in one run

			A surgical sync of so many issues with the launcher into a new database, in turn, five runs of each, three
			of 1,000. The critical path is requests / %d at once x latency: no client can be faster. The bare client fetches the same addresses and throws the
			answers away; its start is not counted. The start of the program is the time of one issue less its own critical
			path. The first ratio is that of the time beyond the start to the critical path, the second that of the whole
			time to critical path and start together, each with the start in the same round.

			| | Issues | Requests | answers at once | answers after %d ms | critical path | beyond the start | whole | bare client |
			|---|---|---|---|---|---|---|---|---|
			""";

	private static final int HUNDRED = 100;

	private static final String LEFT = """

			What is left after `install` is Java doing things for the first time, spread over all parts: more than 4,000 classes
			are initialized, and what they do runs uncompiled. Of 0.62 s of a run on Java 17 that `jstat` looked at, 0.13 s were
			class initializers, 0.05 s loading, linking and verifying; 0.40 s of compiling went on beside it on the other processor.
			The jar as it comes has no archive, so each class is parsed and verified, and nothing tells Java that the run is short:
			with the quick compiler and the simple collector of the launcher it takes 0.69 of the time
			([ADR 26](adr/0026-one-flat-jar.md)).
			""";

	private final StringBuilder text = new StringBuilder();

	private final StringBuilder starts = new StringBuilder();

	private final Map<String, StartProfile> profiles = new LinkedHashMap<>();

	private final Map<String, Ran> memories = new LinkedHashMap<>();

	private final Map<String, Map<String, Spread>> measuredStarts = new LinkedHashMap<>();

	private final List<SearchCurve.Point> searches = new ArrayList<>();

	private final List<Chart> charts = new ArrayList<>();

	void start(Program program, Map<String, Spread> measured) {
		this.measuredStarts.put(program.name(), measured);
	}

	void memory(Program program, Ran ran) {
		this.memories.put(program.name(), ran);
	}

	void profile(Program program, StartProfile profile) {
		this.profiles.put(program.name(), profile);
	}

	private String javas() {
		return String.join(", ",
				this.measuredStarts.entrySet()
					.stream()
					.filter((program) -> program.getKey().startsWith("jar"))
					.map((program) -> format("%.0f ms",
							program.getValue().get("java -version of " + program.getKey()).median()))
					.toList());
	}

	private void starts() {
		if (this.measuredStarts.isEmpty()) {
			return;
		}
		int runs = 0;
		for (Map.Entry<String, Map<String, Spread>> program : this.measuredStarts.entrySet()) {
			String name = program.getKey();
			Map<String, Spread> measured = program.getValue();
			Spread sync = measured.get("sync of " + name);
			runs = sync.runs();
			this.starts.append(format("| %s | %.2f s | %.2f s | %s | %.0f | %d MB |%n", name,
					measured.get("--version of " + name).median() / 1_000,
					measured.get("issue of " + name).median() / 1_000, sync.seconds(),
					sync.median() / measured.get("java -version of " + name).median(),
					this.memories.get(name).residentKb() / 1_000));
		}
		StringBuilder section = new StringBuilder(START.formatted(runs, javas())).append(this.starts).append(PROFILE);
		section.append("| |");
		this.profiles.keySet().forEach((name) -> section.append(" %s |".formatted(name)));
		section.append("%n|---|%s%n".formatted("---|".repeat(this.profiles.size())));
		List<String> parts = List.copyOf(this.profiles.values().iterator().next().millis().keySet());
		for (String part : parts) {
			section.append("| %s |".formatted(part));
			this.profiles.values().forEach((profile) -> section.append(format(" %.0f |", profile.millis().get(part))));
			section.append('\n');
		}
		section.append("| all of it |");
		this.profiles.values().forEach((profile) -> section.append(format(" %.0f |", profile.total())));
		section.append("%n| classes used |".formatted());
		this.profiles.values().forEach((profile) -> section.append(format(" %,d |", profile.classes())));
		section.append('\n').append(LEFT);
		this.text.append(section);
	}

	/**
	 * Adds the section about runs of named IIDs.
	 * @param runs by the name of the program, the latency and the number of issues
	 * @param bare seconds of the bare client at the second latency, by number of issues
	 */
	void iids(Map<String, Map<Integer, Map<Integer, List<Ran>>>> runs, Map<Integer, Spread> bare, int concurrency) {
		String first = runs.keySet().iterator().next();
		List<Integer> latencies = List.copyOf(runs.get(first).keySet());
		int latency = latencies.get(1);
		this.text.append(IIDS.formatted(concurrency, latency));
		Chart chart = new Chart("Time of a run", "issues", "seconds");
		runs.forEach((program, byLatency) -> {
			List<Ran> ones = byLatency.get(latency).get(1);
			byLatency.get(0).forEach((count, atOnce) -> {
				Spread fast = millis(atOnce);
				List<Ran> runsOfCount = byLatency.get(latency).get(count);
				Spread slow = millis(runsOfCount);
				long requests = atOnce.get(0).requests();
				double path = (double) requests / concurrency * latency;
				double onePath = (double) ones.get(0).requests() / concurrency * latency;
				this.text.append(format("| %s | %,d | %,d | %s | %s | %.2f s | %s | %s | %.2f s |%n", program, count,
						requests, fast.seconds(), slow.seconds(), path / 1_000,
						(count > 1) ? ratios(ones, runsOfCount, (one, many) -> (many - one + onePath) / path) : "",
						(count > 1) ? ratios(ones, runsOfCount, (one, many) -> many / (path + one - onePath)) : "",
						bare.get(count).median() / 1_000));
				if (program.equals(first)) {
					chart.add("answers at once", count, fast.median() / 1_000);
					chart.add(latency + " ms", count, slow.median() / 1_000);
					chart.add("critical path", count, path / 1_000);
				}
			});
		});
		phases(runs.get(first), latency);
		this.charts.add(chart);
	}

	/**
	 * One ratio for each round, so that a slow hour of the machine is in both of its
	 * runs.
	 */
	private static String ratios(List<Ran> ones, List<Ran> many, DoubleBinaryOperator ratio) {
		List<Double> ratios = new ArrayList<>();
		for (int round = 0; round < many.size(); round++) {
			ratios.add(ratio.applyAsDouble(ones.get(round).millis(), many.get(round).millis()));
		}
		Spread spread = Spread.of(ratios);
		return format("%.2f (%.2f to %.2f)", spread.median(), spread.least(), spread.most());
	}

	private void phases(Map<Integer, Map<Integer, List<Ran>>> runs, int latency) {
		this.text.append(format(
				"""

						Where the time of %,d issues goes at %d ms, with the first of these: preflight %.2f s, ingest %.2f s, dependents %.2f s, docs %.2f s, embed
						%.2f s. Dependents waits for the network, and begins while ingest still writes; docs and embed come on top.
						Program, server, database and compiler share the processors.
						""",
				HUNDRED, latency, phase(runs, latency, "preflight"), phase(runs, latency, "ingest"),
				phase(runs, latency, "dependents"), phase(runs, latency, "docs"), phase(runs, latency, "embed")));
	}

	private static double phase(Map<Integer, Map<Integer, List<Ran>>> runs, int latency, String name) {
		List<Ran> hundred = runs.get(latency).get(HUNDRED);
		return Spread.of(hundred.stream().map((ran) -> (double) ran.phase(name)).toList()).median() / 1_000;
	}

	private static Spread millis(List<Ran> runs) {
		return Spread.of(runs.stream().map(Ran::millis).toList());
	}

	void full(LargeProjects projects, int concurrency) {
		this.text.append(projects.render(concurrency));
	}

	void kernels(List<RunResult> results) {
		Map<String, Result<?>> kernels = new LinkedHashMap<>();
		for (RunResult result : results) {
			String rows = result.getParams().getParam("rows");
			String name = result.getPrimaryResult().getLabel();
			kernels.put((rows != null) ? name + " " + rows : name, result.getPrimaryResult());
		}
		claims(kernels);
		this.text
			.append("""

					## Kernels

					With JMH, in microseconds, the mean and its error. Ten threads of one note each with their raw payloads are written,
					with all their rows new, and with nothing new; the reference inserts as many rows and looks at nothing.

					| | µs | ratio |
					|---|---|---|
					""");
		double insert = kernels.get("insertOnly").getScore();
		row(kernels.get("insertOnly"), "10 threads, `INSERT` only", "1");
		row(kernels.get("replaceAll"), "10 threads, all new",
				format("%.2f", kernels.get("replaceAll").getScore() / insert));
		row(kernels.get("unchanged"), "10 threads, nothing new",
				format("%.2f", kernels.get("unchanged").getScore() / insert));
		row(kernels.get("parseIssue"), "parse an issue", "");
		row(kernels.get("deflateIssue"), "compress an issue", "");
		row(kernels.get("embed235Words"), "vector of 235 words", "");
	}

	private void row(Result<?> result, String name, String ratio) {
		this.text.append(format("| %s | %.1f ± %.1f | %s |%n", name, result.getScore(), result.getScoreError(), ratio));
	}

	private void claims(Map<String, Result<?>> kernels) {
		this.text
			.append("""

					## Claims

					100 jobs of a run among so many of other runs, half of them pending, with the transaction; 50 times each, with JMH,
					the mean and its error. The reference is the same statement without the index.

					| Other rows | claim | ratio to 1,000 | scan | ratio to scan |
					|---|---|---|---|---|
					""");
		TreeSet<Integer> rows = new TreeSet<>();
		kernels.keySet()
			.stream()
			.filter((name) -> name.startsWith("claim "))
			.forEach((name) -> rows.add(Integer.valueOf(name.substring("claim ".length()))));
		double first = kernels.get("claim " + rows.first()).getScore();
		Chart chart = new Chart("Claim of 100 jobs", "rows of other runs", "milliseconds");
		for (int count : rows) {
			Result<?> claim = kernels.get("claim " + count);
			Result<?> scan = kernels.get("claimByScan " + count);
			this.text.append(format("| %,d | %.2f ± %.2f ms | %.2f | %.2f ms | %.3f |%n", count,
					claim.getScore() / 1_000, claim.getScoreError() / 1_000, claim.getScore() / first,
					scan.getScore() / 1_000, claim.getScore() / scan.getScore()));
			chart.add("claim", count, claim.getScore() / 1_000);
			chart.add("scan", count, scan.getScore() / 1_000);
		}
		this.charts.add(chart);
	}

	void search(SearchCurve.Point point) {
		this.searches.add(point);
	}

	private void searches() {
		if (this.searches.isEmpty()) {
			return;
		}
		List<String> names = List.copyOf(this.searches.get(0).latencies().keySet());
		this.text
			.append("""

					## Search

					One search for ten hits inside the process, all labelled queries, median and 95th percentile in milliseconds; `LIKE` is
					a scan of all documents. More about it: [search quality](reference/search-quality.md).

					| Documents |""");
		names.forEach((name) -> this.text.append(" %s |".formatted(name)));
		this.text.append("%n|---|%s%n".formatted("---|".repeat(names.size())));
		Chart chart = new Chart("Search", "documents", "milliseconds (median)");
		for (SearchCurve.Point point : this.searches) {
			this.text.append(format("| %,d |", point.documents()));
			for (Map.Entry<String, Latency> latency : point.latencies().entrySet()) {
				this.text.append(format(" %.1f / %.1f |", latency.getValue().median(), latency.getValue().high()));
				chart.add(latency.getKey().replace("`", ""), point.documents(), latency.getValue().median());
			}
			this.text.append('\n');
		}
		this.charts.add(chart);
	}

	/**
	 * Keeps what was measured for one part.
	 */
	void end(String part) throws IOException {
		starts();
		searches();
		Files.createDirectories(FRAGMENTS);
		Files.writeString(FRAGMENTS.resolve(part + ".md"), this.text);
		Files.writeString(FRAGMENTS.resolve(part + ".svg"), Chart.render(this.charts));
		this.text.setLength(0);
		this.charts.clear();
		this.measuredStarts.clear();
		this.searches.clear();
	}

	/**
	 * Puts together the parts that were ever measured here.
	 * @param publish whether it becomes a part of the docs
	 */
	void write(boolean publish) throws IOException {
		StringBuilder page = new StringBuilder(INTRO.formatted(machine()));
		StringBuilder charts = new StringBuilder();
		int count = 0;
		for (String part : PARTS) {
			Path text = FRAGMENTS.resolve(part + ".md");
			if (Files.exists(text)) {
				page.append(Files.readString(text));
				String drawn = Files.readString(FRAGMENTS.resolve(part + ".svg"));
				if (!drawn.isEmpty()) {
					charts.append(Chart.place(drawn, count++));
				}
			}
			else if (publish) {
				throw new IllegalStateException("The part %s was not measured yet".formatted(part));
			}
		}
		Files.writeString(RESULT, page);
		Files.writeString(RESULT.resolveSibling("performance.svg"), Chart.frame(charts.toString(), count));
		if (publish) {
			Files.writeString(PAGE, page);
			Files.writeString(CHART, Chart.frame(charts.toString(), count));
		}
	}

	private static String machine() throws IOException {
		Path cpu = Path.of("/proc/cpuinfo");
		String model = Files.isReadable(cpu) ? Files.readAllLines(cpu)
			.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.replaceAll(".*:\\s*", ""))
			.findFirst()
			.orElse(System.getProperty("os.arch")) : System.getProperty("os.arch");
		return "%d processors (%s), %s".formatted(Runtime.getRuntime().availableProcessors(), model,
				System.getProperty("os.name"));
	}

	private static String format(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

}
