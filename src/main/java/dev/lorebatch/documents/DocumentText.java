package dev.lorebatch.documents;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Builds the text of a document: header lines, the body, notes below it. Only the body is
 * searched and embedded; what stands in the header and matters for search is indexed
 * under names of its own. The same rows give the same bytes.
 */
class DocumentText {

	/** UTF-8 bytes; more does not make a document easier to find. */
	static final int MAX_BYTES = 2_000_000;

	/** So that header and footer always leave room for the body. */
	private static final int MAX_LINE_BYTES = 4_000;

	private static final int MAX_FOOTER_BYTES = 200_000;

	private static final String CUT = "\n[cut]\n";

	private final StringBuilder header = new StringBuilder();

	private final StringBuilder body = new StringBuilder();

	private final StringBuilder footer = new StringBuilder();

	DocumentText header(String name, @Nullable Object value) {
		if (value != null && !value.toString().isEmpty()) {
			String line = oneLine(clean(cut(value.toString(), MAX_LINE_BYTES))).strip();
			this.header.append(name).append(": ").append(line).append('\n');
		}
		return this;
	}

	/**
	 * With one space for each run of white space.
	 */
	static String oneLine(String text) {
		StringBuilder line = new StringBuilder(text.length());
		boolean space = false;
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			boolean white = character == ' ' || (character >= '\t' && character <= '\r');
			if (!white || !space) {
				line.append(white ? ' ' : character);
			}
			space = white;
		}
		return line.toString();
	}

	/**
	 * A paragraph of the body.
	 */
	DocumentText paragraph(@Nullable String text) {
		append(this.body, text);
		return this;
	}

	/**
	 * A paragraph below the body.
	 */
	DocumentText footer(@Nullable String text) {
		append(this.footer, text);
		return this;
	}

	/**
	 * The text as it is stored.
	 */
	Cut toCut() {
		String head = this.header.toString();
		String foot = cut(this.footer.toString(), MAX_FOOTER_BYTES);
		String gap = this.body.isEmpty() ? "" : "\n";
		int room = MAX_BYTES - bytes(head) - bytes(gap) - bytes(foot) - 1;
		String text = cut(this.body.toString(), room);
		String below = foot.isEmpty() ? "" : "\n" + foot;
		boolean truncated = text.length() != this.body.length() || foot.length() != this.footer.length();
		String start = head + gap;
		return new Cut(start + text + below, start.codePointCount(0, start.length()), text, truncated);
	}

	/**
	 * The text, or as much of it as fits, cut between characters and marked.
	 */
	static String cut(String text, int maxBytes) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length <= maxBytes) {
			return text;
		}
		int end = maxBytes - CUT.length();
		while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
	}

	private static void append(StringBuilder target, @Nullable String text) {
		if (text != null && !text.isBlank()) {
			target.append(target.isEmpty() ? "" : "\n").append(clean(text.strip().replace("\r\n", "\n"))).append('\n');
		}
	}

	/**
	 * SQLite's functions end a text at a NUL; halves of characters have no UTF-8.
	 */
	private static String clean(String text) {
		return new String(text.replace("\0", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * A text within the largest size.
	 *
	 * @param bodyStart where the body begins, in characters as SQLite counts them
	 * @param truncated whether something was cut away
	 */
	record Cut(String content, int bodyStart, String body, boolean truncated) {

		int bodyLength() {
			return this.body.codePointCount(0, this.body.length());
		}

	}

}
