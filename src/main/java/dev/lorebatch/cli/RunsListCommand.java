package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;

/**
 * {@code runs list}.
 */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the newest runs.",
		footer = { "", "Examples:", "  lore-batch runs list", "  lore-batch runs list -n 5 --robot" })
class RunsListCommand implements Callable<Integer> {

	static final int DEFAULT_LIMIT = 20;

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = { "-n", "--limit" }, paramLabel = "<count>", defaultValue = "20",
			description = "At most so many. Default: ${DEFAULT-VALUE}.")
	int limit;

	RunsListCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		return list(this.context, this.global, this.limit);
	}

	static int list(CommandContext context, GlobalOptions global, int limit) {
		Output output = context.output(global);
		if (limit < 1 || limit > 10_000) {
			throw new LoreException(ExitCode.USAGE, "-n %d is not possible".formatted(limit), "use 1 to 10000");
		}
		LoreEnvironment environment = context.environment(global);
		if (!environment.databaseFile().exists()) {
			output.result(true, Map.of("runs", List.of()), TerminalText.of("no runs yet"));
			return ExitCode.COMPLETED.number();
		}
		if (environment.databaseFile().isOnlyReadable()) {
			try (Mirror mirror = context.mirror(environment, Mirror.howToSync())) {
				print(RunReports.ledger(mirror).findNewest(limit), output, RunReports.unrecovered(mirror));
				return ExitCode.COMPLETED.number();
			}
		}
		try (ConfigurableApplicationContext spring = context.open(environment)) {
			DeadRuns.recover(spring, output);
			print(spring.getBean(SyncRuns.class).findNewest(limit), output, List.of());
			return ExitCode.COMPLETED.number();
		}
	}

	private static void print(List<SyncRun> runs, Output output, List<String> warnings) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("runs", runs.stream().map(RunsListCommand::row).toList());
		if (!warnings.isEmpty()) {
			data.put("warnings", warnings);
		}
		output.result(true, data, table(runs));
		warnings.forEach((warning) -> output.note("warning: " + warning));
	}

	private static Map<String, @Nullable Object> row(SyncRun run) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		row.put("run_id", run.runId());
		row.put("project", run.project());
		row.put("mode", run.mode());
		row.put("status", run.status());
		row.put("phase", run.phase());
		row.put("last_phase", run.lastPhase());
		row.put("requested_issues", run.requestedIssues());
		row.put("requested_merge_requests", run.requestedMergeRequests());
		row.put("attempts", run.attempts());
		row.put("started_at", run.startedAt());
		row.put("finished_at", run.finishedAt());
		row.put("last_error", run.lastError());
		row.put("stage_timings_ms", run.phaseMillis());
		row.values().removeIf(Objects::isNull);
		return row;
	}

	private static TerminalText table(List<SyncRun> runs) {
		if (runs.isEmpty()) {
			return TerminalText.of("no runs yet");
		}
		TerminalText text = new TerminalText();
		text.line("%-26s %-10s %-10s %3s %3s %8s  %-24s %s", "RUN", "STATUS", "PHASE", "IS", "MR", "ATTEMPTS",
				"STARTED", "PROJECT");
		for (SyncRun run : runs) {
			text.line("%-26s %-10s %-10s %3d %3d %8d  %-24s %s", run.runId(), run.status(),
					run.phase().equals("failed") ? run.lastPhase() : run.phase(), run.requestedIssues(),
					run.requestedMergeRequests(), run.attempts(), run.startedAt(), run.project());
		}
		return text;
	}

}
