package dev.lorebatch.preflight;

import java.time.Clock;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.Watermarks;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunMode;

/**
 * Estimates the price of a run of whole projects from what the mirror knows, without a
 * request.
 */
class PriceList {

	private final JdbcClient jdbc;

	private final DependentStates states;

	private final Watermarks watermarks;

	PriceList(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.states = new DependentStates(jdbc);
		this.watermarks = new Watermarks(jdbc, clock);
	}

	RunPrice estimate(String runId, RunMode mode, List<ResolvedProject> projects) {
		return projects.stream().map((project) -> estimate(runId, mode, project)).reduce(RunPrice.NONE, RunPrice::plus);
	}

	private RunPrice estimate(String runId, RunMode mode, ResolvedProject project) {
		RunPrice price = RunPrice.NONE;
		for (EntityKind kind : EntityKind.values()) {
			if (project.isEnabled(kind)) {
				price = price.plus(estimate(runId, mode, project.gitlabId(), kind));
			}
		}
		return price;
	}

	private RunPrice estimate(String runId, RunMode mode, long gitlabId, EntityKind kind) {
		boolean listed = this.watermarks.find(runId, gitlabId, kind).isPresent();
		return (listed && mode != RunMode.FULL) ? RunPrice.ofChanges(kind, this.states.countOpen(gitlabId, kind))
				: RunPrice.ofAll(kind, mirrored(gitlabId, kind), !listed);
	}

	private long mirrored(long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT count(*) FROM %s e JOIN projects p ON p.id = e.project_id
				WHERE p.gitlab_id = ? AND e.gone_at IS NULL
				""".formatted(kind.resource())).param(gitlabId).query(Long.class).single();
	}

}
