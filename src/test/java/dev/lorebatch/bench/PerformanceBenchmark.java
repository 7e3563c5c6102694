package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import dev.lorebatch.quality.SearchCurve;

/**
 * Measures the program and writes down what it saw; {@code scripts/bench} runs it. Takes
 * half an hour and wants the machine for itself.
 */
class PerformanceBenchmark {

	private static final Path JAR = Path.of(System.getProperty("lore.bench.jar", "target/lore-batch.jar"))
		.toAbsolutePath();

	private static final List<String> PARTS = List
		.of(System.getProperty("lore.bench.parts", String.join(",", PerformancePage.PARTS)).split(","));

	private static final int STARTS = Integer.getInteger("lore.bench.starts", 11);

	private static final List<Integer> ISSUES = numbers("lore.bench.issues", "20000,100000");

	private static final int CONCURRENCY = 8;

	private static final int LATENCY = 50;

	private static final int ROUNDS = 5;

	private static final int LONG_ROUNDS = 3;

	private static final int MANY = 100;

	private static final List<Integer> COUNTS = List.of(1, 10, 100, 1_000);

	private static final int MANY_ISSUES = 20_000;

	private static final List<Integer> DOCUMENTS = numbers("lore.bench.documents", "1000,20000,200000");

	private final PerformancePage page = new PerformancePage();

	@TempDir
	Path folder;

	private Commands commands;

	private Map<String, Path> javas;

	@Test
	void measure() throws Exception {
		this.commands = new Commands(this.folder);
		this.javas = javas();
		for (String part : PARTS) {
			measure(part);
			this.page.end(part); // what was measured stays, whatever comes
		}
		this.page.write(Boolean.getBoolean("docs.write"));
	}

	private void measure(String part) throws Exception {
		switch (part) {
			case "start" -> start();
			case "iids" -> iids();
			case "full" -> full();
			case "kernels" -> this.page.kernels(kernels());
			case "search" -> search();
			default -> throw new IllegalArgumentException("There is no part " + part);
		}
	}

	private void search() throws Exception {
		for (int documents : DOCUMENTS) {
			this.page.search(SearchCurve.measure(this.folder.resolve("search-%d.db".formatted(documents)), documents,
					(documents > 20_000) ? 1 : 5));
		}
	}

	/**
	 * That of this process, and others that were named.
	 */
	private static Map<String, Path> javas() {
		Map<String, Path> javas = new LinkedHashMap<>();
		javas.put("Java " + Runtime.version().feature(), Path.of(System.getProperty("java.home"), "bin", "java"));
		for (String home : System.getProperty("lore.bench.javas", "").split(",")) {
			if (!home.isBlank()) {
				Path java = Path.of(home, "bin", "java");
				javas.put("Java " + feature(java), java);
			}
		}
		return javas;
	}

	private static String feature(Path java) {
		try {
			String release = Files.readString(java.resolveSibling("..").resolve("release"));
			return release.replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
		}
		catch (IOException ex) {
			throw new IllegalStateException("%s is no Java".formatted(java), ex);
		}
	}

	private void start() throws IOException, InterruptedException {
		List<Program> programs = new ArrayList<>();
		for (Map.Entry<String, Path> java : this.javas.entrySet()) {
			programs.add(Program.plain(java.getKey(), java.getValue(), JAR));
			programs.add(Program.installed(java.getKey(), java.getValue(), JAR, this.commands));
		}
		try (SampleServer server = SampleServer.start(java(), JAR, 0, "1000", null)) {
			server.introduce(this.commands);
			Map<String, Spread> measured = interleaved(starts(programs), STARTS);
			for (Program program : programs) {
				this.page.start(program, measured);
				Ran three = this.commands.run(program.command("sync", "-p", SampleServer.PROJECT, "--issue", "1,2,3",
						"--database", "three.db", "--robot"));
				this.page.memory(program, three);
				this.page.profile(program, profile(program));
			}
		}
	}

	private Map<String, Step> starts(List<Program> programs) {
		Map<String, Step> steps = new LinkedHashMap<>();
		for (Program program : programs) {
			steps.put("java -version of " + program.name(),
					() -> this.commands.run(List.of(program.java().toString(), "-version")));
			steps.put("--version of " + program.name(), () -> this.commands.run(program.command("--version")));
			steps.put("sync of " + program.name(), () -> this.commands.run(program.command("sync", "-p",
					SampleServer.PROJECT, "--issue", "1", "--database", "start.db", "--robot")));
			steps.put("issue of " + program.name(), () -> this.commands
				.run(program.command("issue", "1", "-p", SampleServer.PROJECT, "--database", "start.db", "--robot")));
		}
		return steps;
	}

	/**
	 * One of each after the other, so that a slow moment of the machine meets all; the
	 * first round warms up and does not count.
	 */
	private static Map<String, Spread> interleaved(Map<String, Step> steps, int rounds)
			throws IOException, InterruptedException {
		Map<String, List<Double>> times = new LinkedHashMap<>();
		for (int round = 0; round <= rounds; round++) {
			for (Map.Entry<String, Step> step : steps.entrySet()) {
				double millis = step.getValue().run().millis();
				if (round > 0) {
					times.computeIfAbsent(step.getKey(), (name) -> new ArrayList<>()).add(millis);
				}
			}
		}
		Map<String, Spread> spreads = new LinkedHashMap<>();
		times.forEach((name, values) -> spreads.put(name, Spread.of(values)));
		return spreads;
	}

	/**
	 * The run with the median of the time of all.
	 */
	private StartProfile profile(Program program) throws IOException, InterruptedException {
		List<StartProfile> profiles = new ArrayList<>();
		for (int run = 0; run < 5; run++) {
			Path log = this.commands.file("classes.log");
			Files.deleteIfExists(log);
			this.commands.run(program.command(List.of(StartProfile.option(log)), "sync", "-p", SampleServer.PROJECT,
					"--issue", "1", "--database", "start.db", "--robot"));
			profiles.add(StartProfile.read(log));
		}
		return profiles.stream().sorted((one, other) -> Double.compare(one.total(), other.total())).toList().get(2);
	}

	private void iids() throws IOException, InterruptedException {
		List<Program> programs = new ArrayList<>();
		for (Map.Entry<String, Path> java : this.javas.entrySet()) {
			programs.add(Program.installed(java.getKey(), java.getValue(), JAR, this.commands));
		}
		Map<String, Map<Integer, Map<Integer, List<Ran>>>> runs = new LinkedHashMap<>();
		Map<Integer, Spread> bare = new LinkedHashMap<>();
		for (int latency : new int[] { 0, LATENCY }) {
			Path requests = this.commands.file("requests-%d.txt".formatted(latency));
			try (SampleServer server = SampleServer.start(java(), JAR, latency, "2000", requests)) {
				server.introduce(this.commands);
				// A server that has just started is slower than the latency it was told
				sync(programs.get(0), 1_001, 1_000);
				for (int round = 0; round < ROUNDS; round++) {
					iids(programs, round, latency, runs);
				}
				if (latency > 0) {
					bare.putAll(bare(server, requests, programs.get(0)));
				}
			}
		}
		this.page.iids(runs, bare, CONCURRENCY);
	}

	/**
	 * One round of all; the longest runs are less often, and of the first Java only.
	 */
	private void iids(List<Program> programs, int round, int latency,
			Map<String, Map<Integer, Map<Integer, List<Ran>>>> runs) throws IOException, InterruptedException {
		for (int count : COUNTS) {
			boolean isLong = count > MANY;
			for (Program program : (isLong && round >= LONG_ROUNDS) ? List.<Program>of()
					: programs.subList(0, isLong ? 1 : programs.size())) {
				runs.computeIfAbsent(program.name(), (key) -> new LinkedHashMap<>())
					.computeIfAbsent(latency, (key) -> new LinkedHashMap<>())
					.computeIfAbsent(count, (key) -> new ArrayList<>())
					.add(sync(program, 1, count));
			}
		}
	}

	/**
	 * How long the bare client takes for the same addresses, without its start.
	 */
	private Map<Integer, Spread> bare(SampleServer server, Path requests, Program program)
			throws IOException, InterruptedException {
		Map<Integer, List<String>> lists = new LinkedHashMap<>();
		int begin = Files.readAllLines(requests).size();
		for (int count : COUNTS) {
			sync(program, 1, count);
			List<String> all = Files.readAllLines(requests);
			lists.put(count, all.subList(begin, all.size()));
			begin = all.size();
		}
		Map<Integer, Spread> times = new LinkedHashMap<>();
		Spread start = bare(server, lists.get(1).subList(0, 1));
		for (int count : COUNTS) {
			times.put(count, bare(server, lists.get(count)).minus(start.median() - LATENCY));
		}
		return times;
	}

	private Spread bare(SampleServer server, List<String> requests) throws IOException, InterruptedException {
		Path list = Files.write(this.commands.file("list.txt"), requests);
		List<Double> times = new ArrayList<>();
		for (int round = 0; round < LONG_ROUNDS; round++) {
			times.add(bare(server, list).millis());
		}
		return Spread.of(times);
	}

	private Ran bare(SampleServer server, Path list) throws IOException, InterruptedException {
		return this.commands.run(List.of(java().toString(), "-Xmx256m", "-cp",
				Path.of("target/test-classes").toAbsolutePath().toString(), BareClient.class.getName(), server.url(),
				server.token(), list.toString(), String.valueOf(CONCURRENCY)));
	}

	private Ran sync(Program program, int first, int count) throws IOException, InterruptedException {
		this.commands.drop("iids.db");
		String iids = IntStream.range(first, first + count).mapToObj(String::valueOf).collect(Collectors.joining(","));
		return this.commands.run(program.command("sync", "-p", SampleServer.PROJECT, "--issue", iids, "--database",
				"iids.db", "--robot"));
	}

	private void full() throws IOException, InterruptedException {
		LargeProjects projects = new LargeProjects();
		for (int issues : ISSUES) {
			List<FullSync> syncs = new ArrayList<>();
			for (int round = 0; round < ((issues > MANY_ISSUES) ? 1 : LONG_ROUNDS); round++) {
				syncs.add(full(issues));
			}
			projects.add(syncs, new FileSizes(this.commands.file("full.db")), imported());
		}
		this.page.full(projects, CONCURRENCY);
	}

	/**
	 * Both with a server that has just started and writes down what it is asked for.
	 */
	private FullSync full(int issues) throws IOException, InterruptedException {
		this.commands.drop("full.db");
		Path requests = this.commands.file("requests.txt");
		Ran ran;
		long serverCpu;
		try (SampleServer server = SampleServer.start(java(), JAR, 0, issues + ",0,3", requests)) {
			server.introduce(this.commands);
			ran = this.commands.run(List.of(java().toString(), "-Xmx256m", "-jar", JAR.toString(), "sync", "--full",
					"-p", SampleServer.PROJECT, "--database", "full.db", "--robot"));
			serverCpu = server.cpuMillis();
		}
		try (SampleServer server = SampleServer.start(java(), JAR, 0, issues + ",0,3",
				this.commands.file("again.txt"))) {
			Ran bare = bare(server, requests);
			return new FullSync(issues, ran, serverCpu, bare, server.cpuMillis());
		}
	}

	/**
	 * What SQLite's own program takes to read the same rows from a script.
	 */
	private Ran imported() throws IOException, InterruptedException {
		Path script = this.commands.file("rows.sql");
		this.commands.drop("imported.db");
		this.commands.run(List.of("sqlite3", "full.db",
				".dump issues issue_labels issue_assignees labels discussions notes raw_payloads documents embeddings"),
				null, script);
		return this.commands.run(List.of("sqlite3", "imported.db"), script, this.commands.file("imported.txt"));
	}

	private static List<Integer> numbers(String property, String byDefault) {
		return Arrays.stream(System.getProperty(property, byDefault).split(",")).map(Integer::valueOf).toList();
	}

	private Path java() {
		return this.javas.values().iterator().next();
	}

	private static List<RunResult> kernels() throws Exception {
		Options options = new OptionsBuilder().include("dev\\.lorebatch\\.bench\\..*Benchmark\\..*")
			.shouldFailOnError(true)
			.build();
		return List.copyOf(new Runner(options).run());
	}

	/**
	 * One thing to measure.
	 */
	@FunctionalInterface
	private interface Step {

		Ran run() throws IOException, InterruptedException;

	}

}
