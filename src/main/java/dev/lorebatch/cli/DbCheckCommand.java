package dev.lorebatch.cli;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.maintenance.CheckReport;
import dev.lorebatch.maintenance.DatabaseCheck;
import dev.lorebatch.maintenance.Severity;

/**
 * {@code db check}.
 */
@Command(name = "check", mixinStandardHelpOptions = true,
		description = "Checks the file, foreign keys, the full-text index, orphaned rows, queues, runs and permissions. "
				+ "Changes nothing, and works while a sync runs. Ends with 10 if it finds an error, with 0 if only "
				+ "warnings.",
		footer = { "", "Examples:", "  lore-batch db check", "  lore-batch db check --quick --robot" })
class DbCheckCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = "--quick", description = "Leave out what reads all of the contents: indexes against their tables, "
			+ "and the full-text index against the documents.")
	boolean quick;

	DbCheckCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		DatabaseFile file = this.context.environment(this.global).databaseFile();
		CheckReport report = new DatabaseCheck(file, this.quick, Clock.systemUTC()).run();
		CheckResult result = new CheckResult(file, this.quick, report, output);
		boolean sound = report.count(Severity.ERROR) == 0;
		output.result(sound, result.toJson(), result.describe());
		if (sound) {
			return ExitCode.COMPLETED.number();
		}
		List<String> failed = report.findings()
			.stream()
			.filter((finding) -> finding.severity() == Severity.ERROR)
			.map((finding) -> finding.check())
			.toList();
		output.error(new LoreException(ExitCode.DATABASE,
				"the database %s has errors: %s".formatted(file.path(), String.join(", ", failed)),
				report.findings().get(0).suggestion(), report.findings().get(0).actions(), null), Map.of());
		return ExitCode.DATABASE.number();
	}

}
