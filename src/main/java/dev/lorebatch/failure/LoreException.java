package dev.lorebatch.failure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.text.VisibleText;

/**
 * An expected failure: its message is one line a user understands. What looks like one of
 * GitLab's tokens is masked, whoever wrote it; no other secret may be in it.
 */
public class LoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExitCode exitCode;

	private final @Nullable String suggestion;

	private final transient List<RecoveryAction> actions;

	public LoreException(ExitCode exitCode, String message) {
		this(exitCode, message, null, List.of(), null);
	}

	public LoreException(ExitCode exitCode, String message, @Nullable String suggestion) {
		this(exitCode, message, suggestion, List.of(), null);
	}

	public LoreException(ExitCode exitCode, String message, @Nullable String suggestion, List<RecoveryAction> actions,
			@Nullable Throwable cause) {
		super(Secrets.maskTokens(VisibleText.line(message)), cause);
		this.exitCode = exitCode;
		this.suggestion = suggestion;
		this.actions = List.copyOf(actions);
	}

	public ExitCode exitCode() {
		return this.exitCode;
	}

	/**
	 * Returns whether the same command may succeed later although nobody changed
	 * anything. The exit code decides, and what caused the failure: if one of them is
	 * permanent, trying again cannot help. Failures that have temporary and permanent
	 * causes under one exit code override this.
	 */
	public boolean retryable() {
		LoreException caused = (getCause() != null) ? findIn(getCause()) : null;
		return this.exitCode.retryable() && (caused == null || caused.retryable());
	}

	/**
	 * The status of the HTTP answer that caused it, {@code null} if none did.
	 */
	public @Nullable Integer httpStatus() {
		LoreException caused = (getCause() != null) ? findIn(getCause()) : null;
		return (caused != null) ? caused.httpStatus() : null;
	}

	/**
	 * What the user may do about it in words, or {@code null}.
	 */
	public @Nullable String suggestion() {
		return this.suggestion;
	}

	/**
	 * Commands that help, best first.
	 */
	public List<RecoveryAction> actions() {
		return this.actions;
	}

	/**
	 * The first {@link LoreException} in the chain of causes, or {@code null}: frameworks
	 * wrap what a step throws.
	 */
	public static @Nullable LoreException findIn(@Nullable Throwable thrown) {
		for (Throwable current = thrown; current != null; current = current.getCause()) {
			if (current instanceof LoreException found) {
				return found;
			}
		}
		return null;
	}

}
