package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.SurgicalRequest;

/**
 * Runs that follow from one command, one after the other. One that fails does not keep
 * the others from running; a signal does.
 */
class RunSeries {

	private final SyncRunner runner;

	private final CommandContext context;

	RunSeries(CommandContext context, ConfigurableApplicationContext spring, GlobalOptions options, Output output) {
		this.runner = new SyncRunner(context, spring, options, output);
		this.context = context;
	}

	RunSeriesResult run(List<SurgicalRequest> requests) {
		List<RunSeriesResult.Entry> entries = new ArrayList<>();
		boolean stopped = false;
		for (SurgicalRequest request : requests) {
			RunSeriesResult.Entry entry = stopped ? new RunSeriesResult.Entry(request, null, null) : run(request);
			entries.add(entry);
			stopped |= entry.failure() != null && isInterruption(entry.failure().exitCode());
		}
		return new RunSeriesResult(entries);
	}

	private RunSeriesResult.Entry run(SurgicalRequest request) {
		try {
			SyncRunner.Ended ended = this.runner.execute(request.runId(), (launcher) -> launcher.launch(request));
			return new RunSeriesResult.Entry(request, ended, ended.failure());
		}
		catch (LoreException ex) { // it was not launched
			return new RunSeriesResult.Entry(request, null, this.context.signals().explain(ex, ExitCode.TERMINATED));
		}
	}

	private static boolean isInterruption(ExitCode code) {
		return code == ExitCode.INTERRUPTED || code == ExitCode.TERMINATED;
	}

}
