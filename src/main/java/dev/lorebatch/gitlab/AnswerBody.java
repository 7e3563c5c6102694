package dev.lorebatch.gitlab;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

import dev.lorebatch.http.ContentCodings;

/**
 * A body as it came, complete; it is decompressed while it is read, so that the text of a
 * large answer is never in memory as a whole. Whatever is wrong with it becomes a
 * {@link GitLabException}, also out of a parser. For one thread at a time.
 */
final class AnswerBody {

	private final byte[] bytes;

	private final List<String> codings;

	private final long bound;

	private final Function<IOException, GitLabException> failed;

	private long decoded;

	/**
	 * @param codings the values of its headers {@code Content-Encoding}
	 * @param bound how many bytes it may have when decompressed
	 * @param failed makes the exception
	 */
	AnswerBody(byte[] bytes, List<String> codings, long bound, Function<IOException, GitLabException> failed) {
		this.bytes = bytes;
		this.codings = codings;
		this.bound = bound;
		this.failed = failed;
	}

	/**
	 * Reads it from the start.
	 * @throws GitLabException if it is not what it says; reading throws it, too
	 */
	InputStream open() {
		this.decoded = 0;
		try {
			return new Checked(ContentCodings.decode(this.bytes, this.codings, this.bound));
		}
		catch (IOException ex) {
			throw this.failed.apply(ex);
		}
	}

	/**
	 * How many bytes were read of it since it was opened, decompressed.
	 */
	long decoded() {
		return this.decoded;
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
	 * Throws exceptions that parsers do not take for their own.
	 */
	private final class Checked extends InputStream {

		private final InputStream input;

		private Checked(InputStream input) {
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
				AnswerBody.this.decoded += Math.max(count, 0);
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
