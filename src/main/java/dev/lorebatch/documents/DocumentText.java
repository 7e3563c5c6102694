package dev.lorebatch.documents;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Builds the text of a document: header lines, then paragraphs. The same rows give the
 * same bytes.
 */
class DocumentText {

	/** UTF-8 bytes; more does not make a document easier to find. */
	static final int MAX_BYTES = 2_000_000;

	private static final String CUT = "\n[cut]\n";

	private final StringBuilder text = new StringBuilder();

	DocumentText header(String name, @Nullable Object value) {
		if (value != null && !value.toString().isEmpty()) {
			this.text.append(name).append(": ").append(value).append('\n');
		}
		return this;
	}

	DocumentText paragraph(@Nullable String body) {
		if (body != null && !body.isBlank()) {
			this.text.append('\n').append(body.strip().replace("\r\n", "\n")).append('\n');
		}
		return this;
	}

	Document toDocument(long projectId, String title) {
		String whole = this.text.toString();
		String content = cut(whole, MAX_BYTES);
		return new Document(projectId, title, content, content.length() != whole.length());
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

}
