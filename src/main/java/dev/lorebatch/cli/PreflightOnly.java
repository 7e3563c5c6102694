package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.preflight.KnownProjects;
import dev.lorebatch.preflight.PreflightFailedException;
import dev.lorebatch.preflight.PreflightReport;
import dev.lorebatch.preflight.PreflightService;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.SurgicalRequest;

/**
 * {@code --preflight-only}: asks the preflight service directly. No job, no job
 * repository, no data source is made, so nothing can be written.
 */
class PreflightOnly {

	private final CommandContext context;

	private final ConfigurableApplicationContext spring;

	private final Output output;

	PreflightOnly(CommandContext context, ConfigurableApplicationContext spring, Output output) {
		this.context = context;
		this.spring = spring;
		this.output = output;
	}

	int run(SurgicalRequest request) {
		GitLabClient gitlab = this.spring.getBean(GitLabClient.class);
		this.context.signals().install(gitlab::cancel, this.output::note);
		PreflightReport report = this.spring.getBean(PreflightService.class).check(request, KnownProjects.NONE);
		int requests = this.spring.getBean(RequestStats.class).take().requests();
		List<Map<String, Object>> entities = new ArrayList<>();
		report.found().keySet().forEach((entity) -> entities.add(entry(entity, "found", null)));
		report.failures()
			.forEach((failure) -> entities.add(entry(failure.entity(), failure.outcome().value(), failure)));
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("preflight_only", true);
		data.put("project", ProjectPath.of(report.project()));
		data.put("project_id", report.project().id("id"));
		data.put("outcome", report.failures().isEmpty() ? "ok" : "failed");
		data.put("entities", entities);
		data.put("counters", Map.of("requests", requests));
		this.output.result(report.failures().isEmpty(), data, text(report));
		if (report.failures().isEmpty()) {
			return ExitCode.COMPLETED.number();
		}
		PreflightFailedException failure = report.failure();
		this.output.error(failure, Map.of("entities", entities));
		return failure.exitCode().number();
	}

	private static TerminalText text(PreflightReport report) {
		TerminalText text = new TerminalText();
		for (EntityFailure failure : report.failures()) {
			text.line("%-8s %-10s %s", failure.entity(), failure.outcome().words(), failure.message());
		}
		return text.line("%d of %d can be read; nothing was written", report.found().size(),
				report.found().size() + report.failures().size());
	}

	private static Map<String, Object> entry(EntityRef entity, String outcome, @Nullable EntityFailure failure) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("kind", entity.kind().value());
		entry.put("iid", entity.iid());
		entry.put("outcome", outcome);
		if (failure != null) {
			entry.put("error", EntityErrors.toJson(failure.httpStatus(), failure.errorCode(), failure.message(),
					failure.attempts(), failure.retryable()));
		}
		return entry;
	}

}
