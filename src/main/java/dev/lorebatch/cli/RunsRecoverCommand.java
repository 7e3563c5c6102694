package dev.lorebatch.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.lock.RunLeases;

/**
 * {@code runs recover}.
 */
@Command(name = "recover", mixinStandardHelpOptions = true,
		description = "Mends every run whose process died: it becomes failed and can be restarted. Live runs are left alone.",
		footer = { "", "Examples:", "  lore-batch runs recover" })
class RunsRecoverCommand implements Callable<Integer> {

	private static final String NOTHING = "nothing to recover";

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	RunsRecoverCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		List<RunLauncher.Recovered> recovered = List.of();
		if (environment.databaseFile().exists()) {
			try (ConfigurableApplicationContext spring = this.context.open(environment)) {
				spring.getBean(RunLeases.class).decide(output::note);
				recovered = spring.getBean(RunLauncher.class).recoverAll();
			}
		}
		output.result(true, RecoveredRows.toJson(recovered), RecoveredRows.describe(recovered, NOTHING));
		return ExitCode.COMPLETED.number();
	}

}
