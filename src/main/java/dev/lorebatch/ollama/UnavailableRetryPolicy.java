package dev.lorebatch.ollama;

import org.springframework.retry.RetryContext;
import org.springframework.retry.policy.SimpleRetryPolicy;

import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;

/**
 * Repeats a request that the server could not take just then. What it refused it would
 * refuse again.
 */
class UnavailableRetryPolicy extends SimpleRetryPolicy {

	private static final long serialVersionUID = 1L;

	UnavailableRetryPolicy(int maxAttempts) {
		super(maxAttempts);
	}

	@Override
	public boolean canRetry(RetryContext context) {
		boolean unavailable = context.getLastThrowable() == null
				|| (context.getLastThrowable() instanceof EmbeddingException ex && ex.kind() == Kind.UNAVAILABLE);
		return unavailable && super.canRetry(context);
	}

}
