package dev.lorebatch.gitlab;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.context.RetryContextSupport;

/**
 * Repeats what can be repeated: each kind of failure says how often at most, the
 * configuration says how often at all.
 */
class TransientRetryPolicy implements RetryPolicy {

	private static final long serialVersionUID = 1L;

	private final int maxAttempts;

	TransientRetryPolicy(int maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	@Override
	public boolean canRetry(RetryContext context) {
		Throwable last = context.getLastThrowable();
		if (last == null) {
			return true;
		}
		return last instanceof GitLabException failure
				&& context.getRetryCount() < Math.min(this.maxAttempts, failure.kind().maxAttempts());
	}

	@Override
	public RetryContext open(@Nullable RetryContext parent) {
		return new RetryContextSupport(parent);
	}

	@Override
	public void close(RetryContext context) {
	}

	@Override
	public void registerThrowable(RetryContext context, @Nullable Throwable throwable) {
		((RetryContextSupport) context).registerThrowable(throwable);
	}

	@Override
	public int getMaxAttempts() {
		return this.maxAttempts;
	}

}
