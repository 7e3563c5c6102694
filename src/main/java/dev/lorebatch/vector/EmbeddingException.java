package dev.lorebatch.vector;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Thrown when a provider gives no vectors, after the retries that the kind allows.
 */
public class EmbeddingException extends LoreException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	public EmbeddingException(Kind kind, String message) {
		this(kind, message, null);
	}

	public EmbeddingException(Kind kind, String message, @Nullable Throwable cause) {
		this(kind, message, null, cause);
	}

	/**
	 * @param suggestion in place of that of the kind, {@code null} for that
	 */
	public EmbeddingException(Kind kind, String message, @Nullable String suggestion, @Nullable Throwable cause) {
		super(kind.exitCode, message, (suggestion != null) ? suggestion : kind.suggestion, List.of(), cause);
		this.kind = kind;
	}

	public static EmbeddingException cancelled() {
		return new EmbeddingException(Kind.CANCELLED, "the run was asked to stop");
	}

	/**
	 * A text that is too long stays so, and so does a certificate.
	 */
	@Override
	public boolean retryable() {
		return this.kind != Kind.INPUT_TOO_LONG && this.kind != Kind.UNTRUSTED && super.retryable();
	}

	public Kind kind() {
		return this.kind;
	}

	/**
	 * What went wrong, and what can be done about it.
	 */
	public enum Kind {

		/** Down, too slow or overloaded: worth another attempt. */
		UNAVAILABLE(ExitCode.EMBEDDING_UNAVAILABLE, "start the embedding provider, then run embed"),

		/** Somebody before the provider does not let the program in. */
		REFUSED(ExitCode.AUTHENTICATION_FAILED, "set lore.embedding.header-file, then run embed"),

		/** It shows a certificate that is not accepted, and will show it again. */
		UNTRUSTED(ExitCode.EMBEDDING_UNAVAILABLE, "check lore.embedding.url and the certificate of the server"),

		MODEL_NOT_FOUND(ExitCode.MODEL_NOT_FOUND, "fetch the model or set lore.embedding.model, then run embed"),

		/** One of the texts is longer than the model takes. */
		INPUT_TOO_LONG(ExitCode.EMBEDDING_FAILED, "lower lore.embedding.chunk-size"),

		/** Something about one of the texts, or an answer that makes no sense. */
		FAILED(ExitCode.EMBEDDING_FAILED, "run embed --retry-failed"),

		CANCELLED(ExitCode.INTERRUPTED, null);

		private final ExitCode exitCode;

		private final @Nullable String suggestion;

		Kind(ExitCode exitCode, @Nullable String suggestion) {
			this.exitCode = exitCode;
			this.suggestion = suggestion;
		}

		/**
		 * Whether another text would fare the same.
		 */
		public boolean concernsAllTexts() {
			return this == UNAVAILABLE || this == REFUSED || this == UNTRUSTED || this == MODEL_NOT_FOUND
					|| this == CANCELLED;
		}

	}

}
