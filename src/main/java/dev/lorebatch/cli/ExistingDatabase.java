package dev.lorebatch.cli;

import java.util.function.Function;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.RunId;

/**
 * Runs what needs a database that is there: looking at runs must not create one.
 */
final class ExistingDatabase {

	private ExistingDatabase() {
	}

	/**
	 * @param runId the run that is asked for
	 */
	static int use(CommandContext context, GlobalOptions global, String runId,
			Function<ConfigurableApplicationContext, Integer> work) {
		RunId.validate(runId);
		LoreEnvironment environment = context.environment(global);
		if (!environment.databaseFile().exists()) {
			throw new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there is no run %s: the database %s does not exist"
				.formatted(runId, environment.databaseFile().path()), "name the right one with --database");
		}
		try (ConfigurableApplicationContext spring = context.open(environment)) {
			return work.apply(spring);
		}
	}

}
