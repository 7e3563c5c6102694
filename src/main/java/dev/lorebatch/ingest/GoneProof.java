package dev.lorebatch.ingest;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.mirror.Tombstones.Known;
import dev.lorebatch.run.ResolvedProject;

/**
 * Finds out why a list did not give an entity. It is gone only if GitLab says 404 to it
 * alone, if the token that asks is the one that saw it last, and if, asked after that,
 * the project answers and has such entities at all. A confidential issue is not gone as
 * long as the token may simply not see it any more. Thread-safe.
 */
class GoneProof {

	private final GitLabClient gitlab;

	private final RequestPool pool;

	GoneProof(GitLabClient gitlab, RequestPool pool) {
		this.gitlab = gitlab;
		this.pool = pool;
	}

	/**
	 * Asks for each alone.
	 * @param projectId GitLab's id of the project
	 * @param missing what a list did not give, last seen by this token
	 * @throws GitLabException if GitLab is out of order, or the project cannot be read
	 */
	Verdict judge(long projectId, EntityKind kind, List<Known> missing) {
		List<CompletableFuture<Answer>> lookups = missing.stream()
			.map((known) -> CompletableFuture.supplyAsync(() -> look(projectId, kind, known), this.pool.executor()))
			.toList();
		List<Answer> answers = lookups.stream().map(PageFeed::join).toList();
		int present = (int) answers.stream().filter(Answer::present).count();
		List<Known> absent = answers.stream().filter(Answer::absent).map(Answer::known).toList();
		return new Verdict(absent.isEmpty() ? List.of() : proven(projectId, kind, absent), present);
	}

	private Answer look(long projectId, EntityKind kind, Known known) {
		try {
			this.gitlab.entity(projectId, new EntityRef(kind, known.iid()));
			return new Answer(known, true, false);
		}
		catch (GitLabException ex) {
			if (ex.kind().isOutage() || ex.kind() == Kind.CANCELLED) {
				throw ex;
			}
			return new Answer(known, false, ex.isAbsence());
		}
	}

	/**
	 * The project is asked last: if it is still there for this token, it was when the
	 * answers came.
	 */
	private List<Known> proven(long projectId, EntityKind kind, List<Known> absent) {
		ResolvedProject project = new ResolvedProject(this.gitlab.project(String.valueOf(projectId)), 0);
		if (project.gitlabId() != projectId || !project.isEnabled(kind)) {
			return List.of();
		}
		return absent.stream().filter((known) -> !known.confidential() || project.seesConfidential()).toList();
	}

	/**
	 * What became of those that a list did not give. The others are unproven.
	 *
	 * @param present how many are there after all
	 */
	record Verdict(List<Known> gone, int present) {

	}

	private record Answer(Known known, boolean present, boolean absent) {

	}

}
