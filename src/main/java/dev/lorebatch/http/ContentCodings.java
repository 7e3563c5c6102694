package dev.lorebatch.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import dev.lorebatch.http.HttpConnections.TooLargeException;

/**
 * Decodes bodies by their {@code Content-Encoding} (RFC 9110, 8.4), also where several
 * were applied, and gzip that nobody announced, which no JSON looks like.
 */
public final class ContentCodings {

	/** Proxies one behind the other make two; more is an attack. */
	static final int MAX_CODINGS = 3;

	private static final int GZIP_MAGIC = 0x1f8b;

	private ContentCodings() {
	}

	/**
	 * Opens a body. What is read may throw a {@link TooLargeException}, or another
	 * exception if the body is damaged or cut off.
	 * @param headers the values of all headers {@code Content-Encoding}
	 * @param bound how many bytes it may have after each decoding
	 * @throws UnknownCodingException if it is encoded in a way that was not asked for
	 */
	public static InputStream decode(byte[] body, List<String> headers, long bound) throws IOException {
		List<String> codings = codings(headers);
		InputStream input = new ByteArrayInputStream(body);
		for (int applied = codings.size() - 1; applied >= 0; applied--) {
			input = new BoundedStream(decode(input, codings.get(applied)), bound);
		}
		for (int layers = codings.size(); layers < MAX_CODINGS; layers++) {
			BufferedInputStream peekable = new BufferedInputStream(input);
			input = peekable;
			if (peek(peekable) != GZIP_MAGIC) {
				break;
			}
			input = new BoundedStream(new GZIPInputStream(peekable), bound);
		}
		return new BoundedStream(input, bound);
	}

	private static List<String> codings(List<String> headers) throws UnknownCodingException {
		List<String> codings = new ArrayList<>();
		for (String header : headers) {
			for (String coding : header.split(",", MAX_CODINGS + 2)) {
				String name = coding.strip().toLowerCase(Locale.ROOT);
				if (!name.isEmpty() && !name.equals("identity")) {
					codings.add(name);
				}
			}
		}
		if (codings.size() > MAX_CODINGS) {
			throw new UnknownCodingException("%d encodings one upon the other".formatted(codings.size()));
		}
		return codings;
	}

	private static InputStream decode(InputStream input, String coding) throws IOException {
		return switch (coding) {
			case "gzip", "x-gzip" -> new GZIPInputStream(input);
			case "deflate" -> inflate(new BufferedInputStream(input));
			default ->
				throw new UnknownCodingException(coding.matches("[a-z0-9_.-]{1,20}") ? coding : "something unreadable");
		};
	}

	/**
	 * {@code deflate} means the format of zlib, but servers have always sent what is in
	 * it, too, without its head.
	 */
	private static InputStream inflate(BufferedInputStream input) throws IOException {
		int head = peek(input);
		boolean zlib = (head & 0x0f00) == 0x0800 && head % 31 == 0;
		return new EndingInflater(input, new Inflater(!zlib));
	}

	/**
	 * The first two bytes, which stay in the stream; 0 if there are not two.
	 */
	private static int peek(BufferedInputStream input) throws IOException {
		input.mark(2);
		int first = input.read();
		int second = input.read();
		input.reset();
		return (second < 0) ? 0 : first << 8 | second;
	}

	/**
	 * Frees what is not on the heap when it is closed.
	 */
	private static final class EndingInflater extends InflaterInputStream {

		private EndingInflater(InputStream input, Inflater inflater) {
			super(input, inflater);
		}

		@Override
		public void close() throws IOException {
			super.close();
			this.inf.end();
		}

	}

	/**
	 * Ends where there are more bytes than are allowed.
	 */
	private static final class BoundedStream extends InputStream {

		private final InputStream input;

		private long left;

		private BoundedStream(InputStream input, long bound) {
			this.input = input;
			this.left = bound;
		}

		@Override
		public int read() throws IOException {
			int read = this.input.read();
			count((read < 0) ? 0 : 1);
			return read;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int count = this.input.read(buffer, offset, length);
			count(Math.max(count, 0));
			return count;
		}

		private void count(int read) throws TooLargeException {
			this.left -= read;
			if (this.left < 0) {
				throw new TooLargeException();
			}
		}

		@Override
		public int available() throws IOException {
			return this.input.available();
		}

		@Override
		public void close() throws IOException {
			this.input.close();
		}

	}

	/**
	 * Thrown when a body is encoded in a way that was not asked for.
	 */
	public static final class UnknownCodingException extends IOException {

		private static final long serialVersionUID = 1L;

		private UnknownCodingException(String coding) {
			super(coding);
		}

	}

}
