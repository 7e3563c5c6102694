package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a document into chunks that overlap, at the end of a paragraph, a line or a word
 * where there is one.
 */
class Chunker {

	/** More chunks than this do not make a document easier to find. */
	static final int MAX_CHUNKS = 1_000;

	private final int size;

	private final int overlap;

	Chunker(int size, int overlap) {
		if (size < 100 || overlap < 0 || overlap >= size / 2) {
			throw new IllegalArgumentException("The chunk size must be 100 or more, the overlap less than half of it");
		}
		this.size = size;
		this.overlap = overlap;
	}

	List<String> chunk(String text) {
		List<String> chunks = new ArrayList<>();
		int start = 0;
		while (start < text.length() && chunks.size() < MAX_CHUNKS) {
			int end = end(text, start);
			chunks.add(text.substring(start, end));
			if (end >= text.length()) {
				break;
			}
			start = safe(text, Math.max(end - this.overlap, start + 1));
		}
		return chunks.isEmpty() ? List.of("") : chunks;
	}

	private int end(String text, int start) {
		int limit = start + this.size;
		if (limit >= text.length()) {
			return text.length();
		}
		int earliest = start + this.size / 2;
		for (String boundary : List.of("\n\n", "\n", " ")) {
			int found = text.lastIndexOf(boundary, limit - boundary.length());
			if (found >= earliest) {
				return found + boundary.length();
			}
		}
		return safe(text, limit);
	}

	/**
	 * Never between the two halves of a character.
	 */
	private static int safe(String text, int index) {
		boolean insideCharacter = index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index))
				&& Character.isHighSurrogate(text.charAt(index - 1));
		return insideCharacter ? index + 1 : index;
	}

}
