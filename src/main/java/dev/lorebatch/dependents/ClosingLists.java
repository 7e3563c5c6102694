package dev.lorebatch.dependents;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.EntitiesByIid;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.run.Asked;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.RunEntity;

/**
 * Asks once more for entities that were fetched: one list request for each hundred IIDs
 * of a kind, several at a time. Never called inside a transaction.
 */
class ClosingLists {

	private final GitLabClient gitlab;

	private final RequestPool pool;

	private final Clock clock;

	private final Ticker ticker;

	private final GitLabClock gitlabClock;

	ClosingLists(GitLabClient gitlab, RequestPool pool, Clock clock, Ticker ticker, GitLabClock gitlabClock) {
		this.gitlab = gitlab;
		this.pool = pool;
		this.clock = clock;
		this.ticker = ticker;
		this.gitlabClock = gitlabClock;
	}

	/**
	 * @param projectId GitLab's id of the project
	 */
	List<Answer> ask(long projectId, List<RunEntity> rows) {
		List<CompletableFuture<Answer>> answers = new ArrayList<>();
		for (EntityKind kind : EntityKind.values()) {
			List<RunEntity> ofKind = rows.stream().filter((row) -> row.entity().kind() == kind).toList();
			for (List<RunEntity> part : GitLabClient.partition(ofKind)) {
				answers.add(CompletableFuture.supplyAsync(() -> list(projectId, kind, part), this.pool.executor()));
			}
		}
		return answers.stream().map(ClosingLists::join).toList();
	}

	private Answer list(long projectId, EntityKind kind, List<RunEntity> rows) {
		List<Long> iids = rows.stream().map((row) -> row.entity().iid()).toList();
		Asked.Moment begin = Asked.now(this.clock, this.ticker);
		try {
			EntitiesByIid answer = this.gitlab.eachEntity(projectId, kind, iids);
			return new Answer(rows, answer.found(), answer.failed(), begin.answered(this.gitlabClock), null);
		}
		catch (LoreException ex) {
			return new Answer(rows, Map.of(), Map.of(), begin.answered(this.gitlabClock), ex);
		}
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
	 * One answer.
	 *
	 * @param found by IID; those that are absent are deleted, or not visible any more
	 * @param failed why some could not be read, by IID
	 * @param asked when the request was about to be sent
	 * @param failure why there is no list, {@code null} if there is one
	 */
	record Answer(List<RunEntity> rows, Map<Long, Payload> found, Map<Long, GitLabException> failed, Asked asked,
			@Nullable LoreException failure) {

	}

}
