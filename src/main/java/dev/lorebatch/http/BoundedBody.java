package dev.lorebatch.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a bound and tells when the last bytes came.
 */
public class BoundedBody implements BodySubscriber<byte[]> {

	private final CompletableFuture<byte[]> result = new CompletableFuture<>();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final long bound;

	private final Runnable onProgress;

	private @Nullable Subscription subscription;

	public BoundedBody(long bound, Runnable onProgress) {
		this.bound = bound;
		this.onProgress = onProgress;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.result;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.onProgress.run();
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		this.onProgress.run();
		for (ByteBuffer buffer : buffers) {
			if (this.bytes.size() + (long) buffer.remaining() > this.bound) {
				if (this.subscription != null) {
					this.subscription.cancel();
				}
				this.result.completeExceptionally(new TooLargeException());
				return;
			}
			byte[] chunk = new byte[buffer.remaining()];
			buffer.get(chunk);
			this.bytes.write(chunk, 0, chunk.length);
		}
	}

	@Override
	public void onError(Throwable throwable) {
		this.result.completeExceptionally(throwable);
	}

	@Override
	public void onComplete() {
		this.result.complete(this.bytes.toByteArray());
	}

	/**
	 * Thrown when a body is larger than its bound.
	 */
	public static class TooLargeException extends IOException {

		private static final long serialVersionUID = 1L;

	}

}
