package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.embedding.BacklogEmbedder;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.embedding.BacklogResult;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.step.ProgressRelay;

/**
 * {@code embed}.
 */
@Command(name = "embed", mixinStandardHelpOptions = true,
		description = "Makes the vectors that are missing or out of date: of documents that a run left pending, and of "
				+ "those whose vectors were made from older content or with another provider, model, version of the "
				+ "model or chunk size.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:all is up to date, or some documents failed and there is a warning", "2:usage",
				"3:config invalid", "5:something before the provider wants a login", "9:locked by another run",
				"10:database error or corrupt", "14:embedding provider unavailable", "15:model not found",
				"16:embedding failed", "17:not found locally, there is no database yet",
				"24:out of memory, run it again with more", "129:hung up, run it again (SIGHUP)",
				"130:interrupted, run it again (SIGINT)", "143:terminated, run it again (SIGTERM)" },
		footer = { "", "What is done is done: if it is stopped or killed, run it again. Old vectors stay until the new",
				"ones of their document are complete.", "", "Examples:", "  lore-batch embed",
				"  lore-batch embed --retry-failed", "  lore-batch embed --full" })
class EmbedCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@ArgGroup(exclusive = true)
	Which which = new Which();

	EmbedCommand(CommandContext context) {
		this.context = context;
	}

	/**
	 * Which documents, if not those that are pending.
	 */
	static class Which {

		@Option(names = "--full", description = "Make all vectors again, up to date or not. If that was stopped, the "
				+ "same command goes on where it was.")
		boolean full;

		@Option(names = "--retry-failed", description = "Only documents whose vectors could not be made before, "
				+ "those that were given up after three attempts, too.")
		boolean retryFailed;

		@Option(names = "--unproven", description = "Also documents whose vectors may be of another version of the "
				+ "model: they were made before the program stored that, or the server did not tell it then.")
		boolean unproven;

	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		if (!environment.databaseFile().exists()) {
			throw new LoreException(ExitCode.NOT_FOUND_LOCALLY,
					"there are no documents: the database %s does not exist"
						.formatted(environment.databaseFile().path()),
					"sync something first, or name the right one with --database");
		}
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			return embed(spring, output);
		}
	}

	private int embed(ConfigurableApplicationContext spring, Output output) {
		BacklogEmbedder embedder = spring.getBean(BacklogEmbedder.class);
		this.context.signals().install(embedder::stop, output::note);
		this.context.stopWithoutDatabase(embedder::stop);
		long started = System.nanoTime();
		BacklogResult result;
		try (ProgressView progress = ProgressView.create(this.context.streams(), this.global, output)) {
			spring.getBean(ProgressRelay.class).watch(progress);
			result = embedder.embed(scope());
		}
		EmbedReport report = new EmbedReport(embedder.profile(), result, (System.nanoTime() - started) / 1_000_000);
		LoreException failure = result.failure();
		if (failure != null) {
			failure = this.context.signals().explain(withNext(failure), ExitCode.TERMINATED);
		}
		List<RecoveryAction> actions = (failure != null) ? failure.actions() : report.actions();
		Map<String, @Nullable Object> data = new LinkedHashMap<>(report.toJson());
		data.put("recovery_actions", output.actions(actions));
		output.result(failure == null, data, report.describe());
		if (failure == null) {
			return ExitCode.COMPLETED.number();
		}
		output.error(failure, Map.of());
		return failure.exitCode().number();
	}

	private Scope scope() {
		return this.which.full ? Scope.FULL
				: this.which.retryFailed ? Scope.FAILED : this.which.unproven ? Scope.UNPROVEN : Scope.PENDING;
	}

	private LoreException withNext(LoreException failure) {
		List<String> same = new ArrayList<>(List.of("embed"));
		if (this.which.full) {
			same.add("--full");
		}
		if (this.which.unproven) {
			same.add("--unproven");
		}
		if (failure.exitCode() == ExitCode.EMBEDDING_FAILED || this.which.retryFailed) {
			same = List.of("embed", "--retry-failed");
		}
		return new LoreException(failure.exitCode(), String.valueOf(failure.getMessage()), failure.suggestion(),
				List.of(new RecoveryAction("go on, once the cause is gone", same)), failure);
	}

}
