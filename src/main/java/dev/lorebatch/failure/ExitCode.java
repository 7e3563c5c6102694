package dev.lorebatch.failure;

/**
 * Every exit code of the program and, by its name, the {@code code} of the error JSON. A
 * number is never reused for another meaning; unknown codes are failures.
 */
public enum ExitCode {

	COMPLETED(0, false, "completed"),

	INTERNAL_ERROR(1, false, "internal error"),

	USAGE(2, false, "usage"),

	CONFIG_INVALID(3, false, "config invalid"),

	TOKEN_NOT_SET(4, false, "token not set"),

	AUTHENTICATION_FAILED(5, false, "authentication failed (401 or 403)"),

	NOT_FOUND(6, false, "not found, or preflight failed"),

	RATE_LIMITED(7, true, "rate limited (retries spent)"),

	NETWORK(8, true, "network (retries spent)"),

	LOCKED(9, true, "locked by another run"),

	DATABASE(10, false, "database error or corrupt"),

	MIGRATION_FAILED(11, false, "migration failed"),

	IO(12, false, "I/O"),

	TRANSFORM(13, false, "transform error"),

	EMBEDDING_UNAVAILABLE(14, true, "embedding provider unavailable"),

	MODEL_NOT_FOUND(15, false, "model not found"),

	EMBEDDING_FAILED(16, true, "embedding failed"),

	NOT_FOUND_LOCALLY(17, false, "not found locally"),

	AMBIGUOUS(18, false, "ambiguous, use -p"),

	HEALTH_CHECK_FAILED(19, true, "health check failed"),

	CONFIG_NOT_FOUND(20, false, "config not found"),

	RUN_FAILED(21, true, "run failed after committing part of the work, restart it"),

	NOT_RESTARTABLE(22, false, "run not restartable, or the run id belongs to another request"),

	OUT_OF_MEMORY(24, false, "out of memory, restart the run with more"),

	HUNG_UP(129, true, "hung up, restartable (SIGHUP)"),

	INTERRUPTED(130, true, "interrupted, restartable (SIGINT)"),

	TERMINATED(143, true, "terminated, restartable (SIGTERM)");

	private final int number;

	private final boolean retryable;

	private final String description;

	ExitCode(int number, boolean retryable, String description) {
		this.number = number;
		this.retryable = retryable;
		this.description = description;
	}

	/**
	 * The process exit status.
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Whether a scheduler may run the same command again without a person having changed
	 * anything.
	 */
	public boolean retryable() {
		return this.retryable;
	}

	public String description() {
		return this.description;
	}

}
