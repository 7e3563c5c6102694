package dev.lorebatch.cli;

import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.config.Settings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;

/**
 * The demonstration: the real job against a sample GitLab on loopback.
 */
@Command(name = "demo", mixinStandardHelpOptions = true,
		description = "Syncs from the sample GitLab that ships with the program: no server, no token needed.",
		footer = { "", "Examples:", "  lore-batch demo", "  lore-batch demo --serve --port 8929" })
class DemoCommand implements Callable<Integer> {

	private static final String PROJECT = "harbor/lighthouse";

	private static final List<Long> ISSUES = List.of(1L, 5L, 7L, 8L, 24L);

	private static final List<Long> MERGE_REQUESTS = List.of(4L, 13L);

	/** Issues, merge requests, notes. */
	private static final int GENERATED = 3;

	private static final int MOST = 1_000_000;

	private static final int MOST_NOTES = 900;

	private static final Path DATABASE = Path.of("lore-demo.db");

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = "--serve", description = "Only serve the sample GitLab until the process is ended.")
	boolean serve;

	@Option(names = "--port", paramLabel = "<port>", defaultValue = "0",
			description = "Port of the sample GitLab. Default: any free one.")
	int port;

	@Option(names = "--latency", paramLabel = "<ms>", defaultValue = "15",
			description = "How long the sample GitLab takes to answer, in milliseconds. Default: ${DEFAULT-VALUE}.")
	long latency;

	@Option(names = "--generate", paramLabel = "<count>", split = ",", splitSynopsisLabel = ",",
			description = "Serve a project bench/generated with so many issues, too, so many merge requests (default: "
					+ "a fifth of that) and so many notes on each (default: 3).")
	List<Integer> generate = List.of();

	@Option(names = "--rate-limit", paramLabel = "<count>", defaultValue = "" + SampleOptions.RATE_LIMIT,
			description = "How many requests a minute the sample GitLab says it allows, 0 to say nothing; it refuses "
					+ "none. Default: ${DEFAULT-VALUE}.")
	int rateLimit;

	@Option(names = "--requests", paramLabel = "<file>",
			description = "Write every request that the sample GitLab gets to this file, a line each.")
	@Nullable Path requests;

	DemoCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(options());
		if (this.port < 0 || this.port > 65_535 || this.latency < 0 || this.rateLimit < 0
				|| this.generate.size() > GENERATED
				|| this.generate.stream().anyMatch((count) -> count < 0 || count > MOST)
				|| (this.generate.size() == GENERATED && this.generate.get(GENERATED - 1) > MOST_NOTES)) {
			throw new LoreException(ExitCode.USAGE,
					"--port, --latency, --rate-limit and --generate must be sensible numbers");
		}
		try (SampleGitLab gitlab = SampleGitLab.start(sample())) {
			return this.serve ? serve(gitlab, output) : demonstrate(gitlab, output);
		}
		catch (java.io.UncheckedIOException ex) {
			String message = (this.requests != null && !(ex.getCause() instanceof BindException))
					? "cannot write to %s".formatted(this.requests) : "port %d is taken".formatted(this.port);
			throw new LoreException(ExitCode.IO, message, "choose another --port, or another file");
		}
	}

	/**
	 * The demonstration is for people, even where stdout is no terminal.
	 */
	private GlobalOptions options() {
		this.global.human |= !this.global.robot;
		if (this.global.database == null) {
			this.global.database = DATABASE.toString();
		}
		return this.global;
	}

	private SampleOptions sample() {
		SampleOptions options = SampleOptions.defaults()
			.withPort(this.port)
			.withLatency(Duration.ofMillis(this.latency))
			.withRateLimit(this.rateLimit)
			.withRequests(this.requests);
		if (this.generate.isEmpty()) {
			return options;
		}
		int issues = this.generate.get(0);
		int mergeRequests = (this.generate.size() > 1) ? this.generate.get(1) : issues / 5;
		int notes = (this.generate.size() > 2) ? this.generate.get(2) : 3;
		return options.withGenerated(new GeneratedProject("bench/generated", issues, mergeRequests, notes, 42));
	}

	private int serve(SampleGitLab gitlab, Output output) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("url", gitlab.url().toString());
		data.put("token", SampleTokens.FULL);
		data.put("projects", List.of(PROJECT, "harbor/tools/rope-kit"));
		output.result(true, data, TerminalText.of("""
				the sample GitLab is at %s until this process ends
				export LORE_GITLAB_URL=%s LORE_GITLAB_TOKEN=%s
				projects: %s, harbor/tools/rope-kit
				""", gitlab.url(), gitlab.url(), SampleTokens.FULL, PROJECT));
		String loss = this.context.streams().loss();
		if (loss != null) {
			throw new LoreException(ExitCode.IO, loss, "nobody would know the address; write it elsewhere");
		}
		CountDownLatch ended = new CountDownLatch(1);
		this.context.signals().install(ended::countDown, (line) -> {
		});
		try {
			ended.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		ExitCode signal = this.context.signals().received();
		return (signal != null) ? signal.number() : ExitCode.COMPLETED.number();
	}

	private int demonstrate(SampleGitLab gitlab, Output output) {
		Settings sample = new Settings().set("lore.gitlab.url", gitlab.url().toString())
			.set("lore.gitlab.token", SampleTokens.FULL)
			.set("lore.gitlab.token-file", "");
		this.context.schedulerSettings(sample);
		LoreEnvironment environment = this.context.environment(this.global);
		SurgicalRequest request = new SurgicalRequest(RunId.generate(), PROJECT, ISSUES, MERGE_REQUESTS, true, true);
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			output.note("the sample GitLab is at " + gitlab.url());
			int exit = new SyncRunner(this.context, spring, this.global, output).run(request.runId(),
					(launcher) -> launcher.launch(request));
			if (!output.isRobot() && exit == 0) {
				this.context.streams()
					.out()
					.show(new DemoTour(spring, environment).describe(request.runId(), output.nextCommand()));
			}
			return exit;
		}
	}

}
