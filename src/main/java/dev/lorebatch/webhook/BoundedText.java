package dev.lorebatch.webhook;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * UTF-8 text that stops in the middle of a body that is too long for the memory. What is
 * no UTF-8 becomes a replacement character; what matters in a body is ASCII or checked.
 */
final class BoundedText extends FilterReader {

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final int limit;

	private long left;

	private int line = 1;

	private BoundedText(Reader reader, int limit) {
		super(reader);
		this.limit = limit;
		this.left = limit;
	}

	/**
	 * @param limit of characters in a body; the parser reads a little ahead, so that a
	 * few more may pass
	 */
	static BoundedText of(InputStream input, int limit) throws IOException {
		BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
		reader.mark(1);
		if (reader.read() != BYTE_ORDER_MARK) {
			reader.reset();
		}
		return new BoundedText(reader, limit);
	}

	/**
	 * Notes that a body begins.
	 */
	void begin(int bodyLine) {
		this.line = bodyLine;
		this.left = this.limit;
	}

	@Override
	public int read() throws IOException {
		char[] one = new char[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0];
	}

	@Override
	public int read(char[] buffer, int offset, int length) throws IOException {
		if (this.left <= 0) {
			throw new LoreException(ExitCode.USAGE,
					"line %d: the webhook body is longer than %d MB".formatted(this.line, this.limit / (1024 * 1024)),
					"take it out; nothing was synced");
		}
		int count = super.read(buffer, offset, length);
		this.left -= Math.max(count, 0);
		return count;
	}

}
