package dev.lorebatch.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.RunLeases;

/**
 * {@code runs stop}.
 */
@Command(name = "stop", mixinStandardHelpOptions = true,
		description = "Asks the process that works on a run to stop at its next safe point, and waits for it.",
		footer = { "", "Examples:", "  lore-batch runs stop nightly-2026-11-23" })
class RunsStopCommand implements Callable<Integer> {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration POLL = Duration.ofMillis(100);

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(paramLabel = "<run-id>", description = "The run.")
	String runId = "";

	RunsStopCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		return ExistingDatabase.use(this.context, this.global, this.runId, (spring) -> {
			boolean complete = RunReports.of(spring).require(this.runId).run().isComplete();
			stop(spring, complete);
			RunReport report = RunReports.of(spring).require(this.runId);
			output.result(true, Map.of("run_id", this.runId, "status", report.run().status()),
					TerminalText.of("run %s is %s", this.runId, report.run().status()));
			return ExitCode.COMPLETED.number();
		});
	}

	private void stop(ConfigurableApplicationContext spring, boolean complete) {
		RunLeases leases = spring.getBean(RunLeases.class);
		// The lease of a complete run is that of a process which only looks at it
		if (complete || !leases.isAlive(this.runId)) {
			throw new LoreException(ExitCode.NOT_RESTARTABLE,
					"run %s is not running; only running runs can be stopped".formatted(this.runId), null,
					List.of(RecoveryAction.of("look at the run", "runs", "show", this.runId)), null);
		}
		leases.requestStop(this.runId);
		Ticker ticker = spring.getBean(Ticker.class);
		long start = ticker.nanos();
		while (leases.isAlive(this.runId)) {
			if (ticker.since(start).compareTo(PATIENCE) > 0) {
				throw new LoreException(ExitCode.LOCKED,
						"run %s was asked to stop and has not stopped after %d s".formatted(this.runId,
								PATIENCE.toSeconds()),
						"look at it again in a moment",
						List.of(RecoveryAction.of("look at the run", "runs", "show", this.runId)), null);
			}
			pause();
		}
	}

	private static void pause() {
		try {
			Thread.sleep(POLL.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LoreException(ExitCode.INTERRUPTED, "interrupted while waiting for the run to stop");
		}
	}

}
