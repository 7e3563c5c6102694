package dev.lorebatch.preflight;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.view.TokenUser;
import dev.lorebatch.view.TokenUsers;

/**
 * Finds out whose the token is. GitLab is asked once for each token of a database, at the
 * same time as for the first project. Thread-safe.
 */
class TokenOwner {

	private final GitLabClient gitlab;

	private final RequestPool pool;

	private final TokenUsers users;

	TokenOwner(GitLabClient gitlab, RequestPool pool, TokenUsers users) {
		this.gitlab = gitlab;
		this.pool = pool;
		this.users = users;
	}

	/**
	 * Asks GitLab if nobody asked before.
	 * @param fetch the number of a fetch with the token
	 */
	Answering ask(long fetch) {
		TokenUser known = this.users.find(fetch).orElse(null);
		return (known != null) ? new Answering(known, null)
				: new Answering(null, CompletableFuture.supplyAsync(this::request, this.pool.executor()));
	}

	/**
	 * A token that may not ask for its user, as a job token of CI, is refused; projects
	 * tell whether it is accepted at all.
	 */
	private Answer request() {
		try {
			Payload user = this.gitlab.user();
			return new Answer(TokenUser.of(user.id("id"), user.optionalText("username")));
		}
		catch (GitLabException ex) {
			boolean outage = ex.kind().isOutage() && ex.kind() != Kind.AUTHENTICATION;
			if (outage || ex.kind() == Kind.CANCELLED) {
				throw ex;
			}
			return new Answer(null);
		}
	}

	/**
	 * A question that may still be under way.
	 *
	 * @param known the user, if nobody needs to be asked
	 */
	record Answering(@Nullable TokenUser known, @Nullable CompletableFuture<Answer> answer) {

		/**
		 * Waits until nothing is under way any more, whatever the answer is.
		 */
		void settle() {
			if (this.answer != null) {
				this.answer.handle((answered, failure) -> true).join();
			}
		}

		/**
		 * Waits for the answer. Not inside a transaction.
		 * @return {@code null} if GitLab does not tell whose the token is
		 * @throws GitLabException if GitLab is out of order, or the run was asked to stop
		 */
		@Nullable TokenUser join() {
			return (this.answer != null) ? ProjectResolver.join(this.answer).user() : this.known;
		}

	}

	/**
	 * What GitLab said.
	 *
	 * @param user {@code null} if it does not tell
	 */
	record Answer(@Nullable TokenUser user) {

	}

}
