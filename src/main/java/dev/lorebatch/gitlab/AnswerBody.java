package dev.lorebatch.gitlab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

import dev.lorebatch.http.HttpConnections.TooLargeException;

/**
 * A body as it came, complete; it is decompressed while it is read, so that the text of a
 * large answer is never in memory as a whole. Whatever is wrong with it becomes a
 * {@link GitLabException}, also out of a parser.
 */
final class AnswerBody {

	private final byte[] bytes;

	private final boolean gzip;

	private final long bound;

	private final Function<IOException, GitLabException> failed;

	/**
	 * @param bound how many bytes it may have when decompressed
	 * @param failed makes the exception
	 */
	AnswerBody(byte[] bytes, boolean gzip, long bound, Function<IOException, GitLabException> failed) {
		this.bytes = bytes;
		this.gzip = gzip;
		this.bound = bound;
		this.failed = failed;
	}

	/**
	 * Reads it from the start.
	 * @throws GitLabException if it is not what it says; reading throws it, too
	 */
	InputStream open() {
		InputStream raw = new ByteArrayInputStream(this.bytes);
		try {
			return new Bounded(this.gzip ? new GZIPInputStream(raw) : raw);
		}
		catch (IOException ex) {
			throw this.failed.apply(ex);
		}
	}

	/**
	 * Its first bytes, at most so many.
	 */
	byte[] start(int length) {
		try (InputStream input = open()) {
			return input.readNBytes(length);
		}
		catch (IOException ex) {
			throw this.failed.apply(ex);
		}
	}

	/**
	 * Ends where the body gets too large.
	 */
	private final class Bounded extends InputStream {

		private final InputStream input;

		private long left = AnswerBody.this.bound;

		private Bounded(InputStream input) {
			this.input = input;
		}

		@Override
		public int read() {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			try {
				int count = this.input.read(buffer, offset, length);
				this.left -= Math.max(count, 0);
				if (this.left < 0) {
					throw new TooLargeException();
				}
				return count;
			}
			catch (IOException ex) {
				throw AnswerBody.this.failed.apply(ex);
			}
		}

		@Override
		public void close() throws IOException {
			this.input.close();
		}

	}

}
