package dev.lorebatch.gitlab;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Thrown when a request to GitLab does not give what was asked for, after the retries
 * that its kind allows.
 */
public class GitLabException extends LoreException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final @Nullable Integer status;

	private final @Nullable Duration retryAfter;

	private final boolean routeMissing;

	private int attempts = 1;

	private boolean refusal;

	private boolean absence;

	private boolean projectAbsence;

	private boolean pathRefused;

	private @Nullable String ownSuggestion;

	GitLabException(Kind kind, String message, @Nullable Throwable cause) {
		this(kind, null, message, null, false, cause);
	}

	GitLabException(Kind kind, @Nullable Integer status, String message, @Nullable Duration retryAfter,
			boolean routeMissing, @Nullable Throwable cause) {
		super(kind.exitCode, message, kind.suggestion, List.of(), cause);
		this.kind = kind;
		this.status = status;
		this.retryAfter = retryAfter;
		this.routeMissing = routeMissing;
	}

	static GitLabException cancelled() {
		return new GitLabException(Kind.CANCELLED, "the run was asked to stop", null);
	}

	public Kind kind() {
		return this.kind;
	}

	/**
	 * GitLab's HTTP status, {@code null} if no answer came.
	 */
	public @Nullable Integer status() {
		return this.status;
	}

	@Override
	public @Nullable Integer httpStatus() {
		return this.status;
	}

	@Override
	public boolean retryable() {
		return this.kind.isTemporary();
	}

	/**
	 * Whether this server does not know the endpoint at all.
	 */
	public boolean routeMissing() {
		return this.routeMissing;
	}

	/**
	 * Whether GitLab itself, and no proxy before it, said that the thing asked for is not
	 * there or not visible to the token; that it is the project, or the endpoint, that is
	 * not there is no such answer.
	 */
	public boolean isAbsence() {
		return this.absence;
	}

	/**
	 * Whether GitLab itself said that it is the project that is not there or not visible
	 * to the token.
	 */
	public boolean isProjectAbsence() {
		return this.projectAbsence;
	}

	/**
	 * Returns whether GitLab itself, and nothing before it, said that the token may not
	 * read this.
	 */
	public boolean isRefusal() {
		return this.refusal;
	}

	/**
	 * Returns whether the answer is a 404 that is not GitLab's own, as the page that some
	 * proxies have for it. It tells neither what is absent nor which endpoint is unknown.
	 */
	public boolean isForeignNotFound() {
		return Integer.valueOf(404).equals(this.status) && !this.absence && !this.projectAbsence && !this.routeMissing;
	}

	/**
	 * Returns whether something before GitLab seems not to let the path through because
	 * of the {@code %2F} in it, which an id has not.
	 */
	public boolean isPathRefused() {
		return this.pathRefused;
	}

	/**
	 * Returns whether it can be a single row that makes a list fail: one that GitLab
	 * cannot build, or that is too large. 503 is said of the server as a whole.
	 */
	public boolean isOfRows() {
		return this.kind == Kind.TOO_LARGE
				|| (this.kind == Kind.SERVER && this.status != null && this.status >= 500 && this.status != 503);
	}

	/**
	 * How often the request was sent.
	 */
	public int attempts() {
		return this.attempts;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	GitLabException afterAttempts(int count) {
		this.attempts = count;
		return this;
	}

	/**
	 * Replaces the suggestion of the kind by one for this very failure, if there is one.
	 */
	public GitLabException suggesting(@Nullable String suggestion) {
		this.ownSuggestion = suggestion;
		return this;
	}

	@Override
	public @Nullable String suggestion() {
		return (this.ownSuggestion != null) ? this.ownSuggestion : super.suggestion();
	}

	GitLabException asPathRefused() {
		this.pathRefused = true;
		return this;
	}

	GitLabException asRefusal(boolean byGitLab) {
		this.refusal = byGitLab;
		return this;
	}

	GitLabException asAbsence(boolean absent, boolean absentProject) {
		this.absence = absent;
		this.projectAbsence = absentProject;
		return this;
	}

	/**
	 * In a few words, for the run's record: {@code HTTP 503} or {@code timeout}.
	 */
	String cause() {
		return (this.status != null && this.status != 200) ? "HTTP " + this.status : this.kind.description;
	}

	/**
	 * What went wrong and whether trying again can help.
	 */
	public enum Kind {

		AUTHENTICATION("authentication", ExitCode.AUTHENTICATION_FAILED, 1,
				"check the token: it must be valid and have the scope read_api"),

		FORBIDDEN("forbidden", ExitCode.AUTHENTICATION_FAILED, 1,
				"use a token with the scope read_api whose user may read the project"),

		NOT_FOUND("not found", ExitCode.NOT_FOUND, 1, null),

		REFUSED("refused", ExitCode.NOT_FOUND, 1, null),

		RATE_LIMITED("rate limited", ExitCode.RATE_LIMITED, Integer.MAX_VALUE, "wait a minute and run it again"),

		SERVER("server error", ExitCode.NETWORK, Integer.MAX_VALUE, "GitLab has trouble; run it again later"),

		CONNECTION("connection failed", ExitCode.NETWORK, Integer.MAX_VALUE, "check the URL and the network"),

		/** Of the server: it will not be another one in a moment. */
		CERTIFICATE("certificate not accepted", ExitCode.NETWORK, 1, "check the URL and the certificate of the server"),

		TIMEOUT("timeout", ExitCode.NETWORK, Integer.MAX_VALUE, "GitLab is slow; run it again later"),

		TRUNCATED("truncated answer", ExitCode.NETWORK, Integer.MAX_VALUE, "run it again"),

		INVALID_JSON("invalid JSON", ExitCode.NETWORK, Integer.MAX_VALUE,
				"look for something between here and GitLab that changes its answers"),

		/** Asked for again, a list would have as many pages. */
		ENDLESS("pages without an end", ExitCode.NETWORK, 1,
				"look for a cache or proxy between here and GitLab that answers every page alike"),

		/** About something else than what was asked for. */
		FOREIGN("answer about something else", ExitCode.NETWORK, Integer.MAX_VALUE,
				"run it again; if it stays so, look for a cache between here and GitLab"),

		/** A login or maintenance page: retried once, it rarely goes away. */
		NOT_GITLAB("not a GitLab API answer", ExitCode.NETWORK, 2,
				"check the URL: it must be the GitLab server itself, not a login or maintenance page"),

		/** By a proxy, which will do it again. */
		ENCODED("unknown encoding", ExitCode.NETWORK, 1,
				"have what is before GitLab respect the header Accept-Encoding, which asks for gzip"),

		TOO_LARGE("answer too large", ExitCode.NETWORK, 1, "raise lore.gitlab.max-response-size"),

		REDIRECTED("redirected", ExitCode.NETWORK, 1, "set lore.gitlab.url to the address GitLab redirects to"),

		CANCELLED("cancelled", ExitCode.INTERRUPTED, 1, null);

		private final String description;

		private final ExitCode exitCode;

		private final int maxAttempts;

		private final @Nullable String suggestion;

		Kind(String description, ExitCode exitCode, int maxAttempts, @Nullable String suggestion) {
			this.description = description;
			this.exitCode = exitCode;
			this.maxAttempts = maxAttempts;
			this.suggestion = suggestion;
		}

		/**
		 * Whether the failure is not about the thing asked for but about GitLab or the
		 * way to it.
		 */
		public boolean isOutage() {
			return this.maxAttempts > 1 || this == AUTHENTICATION || this == REDIRECTED || this == CERTIFICATE
					|| this == ENCODED || this == ENDLESS;
		}

		/**
		 * Returns whether the cause can go away without anybody changing anything. What a
		 * request may be repeated for at once is another matter: a text that is no JSON
		 * may be a slip, and is none if it comes again and again.
		 */
		public boolean isTemporary() {
			return switch (this) {
				case RATE_LIMITED, SERVER, CONNECTION, TIMEOUT, TRUNCATED, FOREIGN, CANCELLED -> true;
				case AUTHENTICATION, FORBIDDEN, NOT_FOUND, REFUSED, CERTIFICATE, INVALID_JSON, ENCODED, ENDLESS,
						NOT_GITLAB, TOO_LARGE, REDIRECTED ->
					false;
			};
		}

		int maxAttempts() {
			return this.maxAttempts;
		}

	}

}
