package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.preflight.FullPrices;
import dev.lorebatch.preflight.KnownProjects;
import dev.lorebatch.preflight.ProjectResolver;
import dev.lorebatch.preflight.ProjectsReport;
import dev.lorebatch.preflight.ProjectsReport.ProjectFailure;
import dev.lorebatch.preflight.RunPrice;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.ResolvedProject;

/**
 * {@code --preflight-only} of whole projects: asks the resolver directly. No job, no job
 * repository, no data source is made, so nothing can be written.
 */
class ProjectsPreflightOnly {

	private final CommandContext context;

	private final ConfigurableApplicationContext spring;

	private final Output output;

	ProjectsPreflightOnly(CommandContext context, ConfigurableApplicationContext spring, Output output) {
		this.context = context;
		this.spring = spring;
		this.output = output;
	}

	int run(ProjectSyncRequest request) {
		GitLabClient gitlab = this.spring.getBean(GitLabClient.class);
		this.context.signals().install(gitlab::cancel, this.output::note);
		ProjectsReport report = this.spring.getBean(ProjectResolver.class)
			.resolve(request.projects(), 1, KnownProjects.NONE);
		List<Map<String, Object>> projects = new ArrayList<>();
		Map<ResolvedProject, RunPrice> prices = this.spring.getBean(FullPrices.class).ask(report.projects());
		prices.forEach((project, price) -> projects.add(entry(project, price)));
		RunPrice all = prices.values().stream().reduce(RunPrice.NONE, RunPrice::plus);
		report.failures().forEach((failure) -> projects.add(entry(failure)));
		boolean ok = report.failures().isEmpty();
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("preflight_only", true);
		data.put("mode", request.mode().value());
		data.put("outcome", ok ? "ok" : "failed");
		data.put("projects", projects);
		data.put("price_of_all", entry(all));
		data.put("counters", Map.of("requests", this.spring.getBean(RequestStats.class).take().requests()));
		this.output.result(ok, data, text(report, all));
		if (ok) {
			return ExitCode.COMPLETED.number();
		}
		LoreException failure = report.failures().get(0).cause();
		this.output.error(failure, Map.of("projects", projects));
		return failure.exitCode().number();
	}

	private static Map<String, Object> entry(RunPrice price) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("entities", price.entities());
		entry.put("requests", price.requests());
		entry.put("at_least", price.atLeast());
		return entry;
	}

	private static Map<String, Object> entry(ResolvedProject project, RunPrice price) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("project", project.path());
		entry.put("project_id", project.gitlabId());
		entry.put("outcome", "found");
		for (EntityKind kind : EntityKind.values()) {
			entry.put(kind.resource() + "_enabled", project.isEnabled(kind));
		}
		entry.put("price_of_all", entry(price));
		return entry;
	}

	private static Map<String, Object> entry(ProjectFailure failure) {
		GitLabException gitlab = (failure.cause() instanceof GitLabException ex) ? ex : null;
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("project", failure.asked());
		entry.put("outcome", "failed");
		entry.put("error",
				EntityErrors.toJson(failure.cause().httpStatus(), failure.cause().exitCode().name(),
						failure.cause().getMessage(), (gitlab != null) ? gitlab.attempts() : null,
						failure.cause().retryable()));
		return entry;
	}

	private static TerminalText text(ProjectsReport report, RunPrice price) {
		TerminalText text = new TerminalText();
		for (ProjectFailure failure : report.failures()) {
			text.line("%s: %s", failure.asked(), failure.cause().getMessage());
		}
		for (ResolvedProject project : report.projects()) {
			for (EntityKind kind : EntityKind.values()) {
				if (!project.isEnabled(kind)) {
					text.line("%s: %s are switched off", project.path(), kind.resource().replace('_', ' '));
				}
			}
		}
		text.line("all of it: %s%,d issues and merge requests, about %,d requests", price.atLeast() ? "at least " : "",
				price.entities(), price.requests());
		return text.line("%d projects can be read; nothing was written", report.projects().size());
	}

}
