package dev.lorebatch.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.webhook.WebhookChanges;
import dev.lorebatch.webhook.WebhookChanges.ChangedProject;
import dev.lorebatch.webhook.WebhookReader;

/**
 * {@code sync --from-webhook}: one surgical run for each project that the bodies name.
 */
class WebhookSync {

	private final CommandContext context;

	private final GlobalOptions global;

	private final Phases phases;

	/**
	 * @param phases which of them a run has
	 */
	WebhookSync(CommandContext context, GlobalOptions global, Phases phases) {
		this.context = context;
		this.global = global;
		this.phases = phases;
	}

	/**
	 * What the switches of the command say about every run.
	 */
	record Phases(boolean docs, boolean embed, boolean verify) {

	}

	/**
	 * @param source a file, or {@code -} for stdin
	 * @param runId of the run, {@code null} for new ones
	 */
	int run(String source, @Nullable String runId, boolean dryRun) {
		if (source.equals("-") && "-".equals(this.global.tokenFile)) {
			throw new LoreException(ExitCode.USAGE, "--token-file and --from-webhook cannot both be stdin",
					"give the token with LORE_GITLAB_TOKEN or in a file");
		}
		Output output = this.context.output(this.global);
		LoreEnvironment environment = this.context.environment(this.global);
		WebhookChanges changes = read(source, GitLabPages.of(environment.gitlabUrl()));
		List<SurgicalRequest> requests = requests(changes, runId);
		WebhookReport report = new WebhookReport(changes);
		if (dryRun) {
			output.result(true, report.planJson(requests, environment), report.describePlan(requests, environment));
			return ExitCode.COMPLETED.number();
		}
		if (requests.isEmpty()) {
			output.result(true, report.toJson(new RunSeriesResult(List.of()), output), report.describe());
			return ExitCode.COMPLETED.number();
		}
		try (ConfigurableApplicationContext spring = this.context.open(environment)) {
			return print(new RunSeries(this.context, spring, this.global, output).run(requests), report, output);
		}
	}

	private static int print(RunSeriesResult result, WebhookReport report, Output output) {
		LoreException failure = result.failure();
		output.result(failure == null, report.toJson(result, output), report.describe().append(result.describe()));
		if (failure == null) {
			result.actions().forEach(output::suggest);
			return ExitCode.COMPLETED.number();
		}
		output.error(failure, result.details());
		return failure.exitCode().number();
	}

	/**
	 * One run keeps the name that was given; several are numbered in the order of the
	 * projects, so the same bodies are the same runs.
	 */
	private List<SurgicalRequest> requests(WebhookChanges changes, @Nullable String runId) {
		String given = (runId != null) ? RunId.validate(runId) : null;
		List<SurgicalRequest> requests = new ArrayList<>();
		for (ChangedProject project : changes.projects()) {
			String id = (given == null) ? RunId.generate() : (changes.projects().size() == 1) ? given
					: RunId.validate("%s-%d".formatted(given, requests.size() + 1));
			requests.add(new SurgicalRequest(id, project.name(), project.issues(), project.mergeRequests(),
					this.phases.docs(), this.phases.embed(), this.phases.verify()));
		}
		return requests;
	}

	private WebhookChanges read(String source, GitLabPages pages) {
		try (InputStream input = open(source)) {
			return new WebhookReader(pages).read(input);
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO,
					"the webhook bodies cannot be read from %s".formatted(Excerpt.quote(source)),
					"name a file that can be read, or - for stdin");
		}
	}

	private InputStream open(String source) throws IOException {
		if (!source.equals("-")) {
			Surroundings surroundings = this.context.streams().surroundings();
			return Files
				.newInputStream(surroundings.folder().resolve(surroundings.path("the file of --from-webhook", source)));
		}
		return new FilterInputStream(System.in) {

			@Override
			public void close() {
				// it is not ours
			}

		};
	}

}
