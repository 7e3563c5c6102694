package dev.lorebatch.preflight;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
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

	PriceList(JdbcClient jdbc) {
		this.jdbc = jdbc;
		this.states = new DependentStates(jdbc);
	}

	RunPrice estimate(RunMode mode, List<ResolvedProject> projects) {
		return projects.stream().map((project) -> estimate(mode, project)).reduce(RunPrice.NONE, RunPrice::plus);
	}

	private RunPrice estimate(RunMode mode, ResolvedProject project) {
		RunPrice price = RunPrice.NONE;
		for (EntityKind kind : EntityKind.values()) {
			if (project.isEnabled(kind)) {
				price = price.plus(estimate(mode, project.gitlabId(), kind));
			}
		}
		return price;
	}

	private RunPrice estimate(RunMode mode, long gitlabId, EntityKind kind) {
		boolean listed = this.jdbc.sql("""
				SELECT EXISTS (SELECT 1 FROM sync_watermarks w JOIN projects p ON p.id = w.project_id
					WHERE p.gitlab_id = ? AND w.kind = ?)
				""").params(gitlabId, kind.value()).query(Boolean.class).single();
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
