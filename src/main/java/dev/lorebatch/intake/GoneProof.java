package dev.lorebatch.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.mirror.Tombstones.Known;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.view.View;

/**
 * Finds out why a list did not give an entity. It is gone only if GitLab says 404 to it
 * alone, if the view that asks is known to see at least as much as the one that saw it
 * last, and if, asked after that, the project answers, tells the level of this view and
 * has such entities at all. A confidential issue is not gone as long as the level may
 * simply not show it any more. Thread-safe.
 */
public class GoneProof {

	/**
	 * So many are asked for alone at most, in one run of a project and kind: if far more
	 * are missing, something else is wrong, or the next run can go on.
	 */
	public static final int MAX_LOOKUPS = 1_000;

	private final GitLabClient gitlab;

	private final RequestPool pool;

	public GoneProof(GitLabClient gitlab, RequestPool pool) {
		this.gitlab = gitlab;
		this.pool = pool;
	}

	/**
	 * Asks for each alone.
	 * @param view the view of the run
	 * @param projectId GitLab's id of the project
	 * @param missing what a list did not give, last seen by a view that this one covers
	 * @throws GitLabException if GitLab is out of order, or the project cannot be read
	 */
	public Verdict judge(View view, long projectId, EntityKind kind, List<Known> missing) {
		List<CompletableFuture<Answer>> lookups = missing.stream()
			.map((known) -> CompletableFuture.supplyAsync(() -> look(projectId, kind, known), this.pool.executor()))
			.toList();
		List<Answer> answers = lookups.stream().map(GoneProof::join).toList();
		Map<Long, Payload> found = new LinkedHashMap<>();
		for (Answer answer : answers) {
			if (answer.payload() != null) {
				found.put(answer.known().iid(), answer.payload());
			}
		}
		List<Known> absent = answers.stream().filter(Answer::absent).map(Answer::known).toList();
		return new Verdict(absent.isEmpty() ? List.of() : proven(view, projectId, kind, absent), found);
	}

	private Answer look(long projectId, EntityKind kind, Known known) {
		try {
			return new Answer(known, this.gitlab.entity(projectId, new EntityRef(kind, known.iid())), false);
		}
		catch (GitLabException ex) {
			if (ex.kind().isOutage() || ex.kind() == Kind.CANCELLED) {
				throw ex;
			}
			return new Answer(known, null, ex.isAbsence());
		}
	}

	/**
	 * The project is asked last: if it is still there for this token, it was when the
	 * answers came.
	 */
	private List<Known> proven(View view, long projectId, EntityKind kind, List<Known> absent) {
		ResolvedProject project = new ResolvedProject(this.gitlab.project(String.valueOf(projectId)), 0);
		boolean sameLevel = Objects.equals(project.accessLevel(), view.accessLevel());
		if (project.gitlabId() != projectId || !project.isEnabled(kind) || !sameLevel) {
			return List.of();
		}
		return absent.stream().filter((known) -> !known.confidential() || project.seesConfidential()).toList();
	}

	private static Answer join(CompletableFuture<Answer> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * What became of those that a list did not give. The others are unproven.
	 *
	 * @param found those that are there after all, by IID
	 */
	public record Verdict(List<Known> gone, Map<Long, Payload> found) {

	}

	private record Answer(Known known, @Nullable Payload payload, boolean absent) {

	}

}
