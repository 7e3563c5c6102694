package dev.lorebatch.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.run.DisplacedProject;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.SurgicalRequest;

/**
 * Keeps the payloads of two projects apart that had the same path at two attempts of a
 * run. What an attempt fetched belongs to the project of that time.
 */
class RunProjectIdentity {

	private static final String OF_OTHERS = """
			 AND project_id IN (SELECT id FROM projects WHERE (path_lost_at IS NOT NULL
				OR gitlab_id IN (SELECT value FROM json_each(?2))) AND gitlab_id NOT IN (SELECT value FROM json_each(?3)))
			""";

	private final JdbcClient jdbc;

	RunProjectIdentity(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Makes sure that what an earlier attempt of a surgical run wrote is of the project
	 * that GitLab gave now. Its phases that are complete are not run again, so the
	 * remaining ones would be about another project.
	 * @throws LoreException with {@link ExitCode#NOT_RESTARTABLE} if it is not
	 */
	void require(SurgicalRequest request, ResolvedProject project) {
		List<Long> begun = this.jdbc.sql("""
				SELECT DISTINCT p.gitlab_id FROM dependent_jobs j JOIN projects p ON p.id = j.project_id
				WHERE j.scope_run_id = ? AND p.gitlab_id <> ?
				""").params(request.runId(), project.gitlabId()).query(Long.class).list();
		if (begun.isEmpty()) {
			return;
		}
		List<String> again = new ArrayList<>(List.of("sync", "-p", request.project()));
		request.issues().forEach((iid) -> again.addAll(List.of("--issue", String.valueOf(iid))));
		request.mergeRequests().forEach((iid) -> again.addAll(List.of("--mr", String.valueOf(iid))));
		throw new LoreException(ExitCode.NOT_RESTARTABLE,
				"run %s was begun for project %d, and %s is project %d now".formatted(request.runId(), begun.get(0),
						request.project(), project.gitlabId()),
				"give this run up, and sync what is there now with a new run",
				List.of(RecoveryAction.of("fetch the same numbers of the project that is there now",
						again.toArray(String[]::new)),
						RecoveryAction.of("give the run up", "runs", "abandon", request.runId())),
				null);
	}

	/**
	 * Forgets what a run of whole projects owes of projects that its names do not mean
	 * any more: it would never fetch it. Whoever syncs such a project by its present name
	 * does, because its entities stay marked as incomplete.
	 * @param projects those that its names mean now
	 * @param displaced those that had their paths
	 */
	void forgetOthers(WriteTransaction tx, String runId, Collection<ResolvedProject> projects,
			Collection<DisplacedProject> displaced) {
		String others = displaced.stream().map(DisplacedProject::gitlabId).toList().toString();
		String own = projects.stream().map(ResolvedProject::gitlabId).toList().toString();
		for (String owed : List.of("dependent_jobs WHERE scope_run_id = ?1",
				"sync_run_failures WHERE run_id = ?1 AND phase <> 'ingest'")) {
			tx.update("DELETE FROM " + owed + OF_OTHERS, runId, others, own);
		}
	}

}
