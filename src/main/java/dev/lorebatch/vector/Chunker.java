package dev.lorebatch.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a document into chunks that overlap, at the end of a paragraph, a line or a word
 * where there is one. Sizes are bytes of UTF-8: that is what a model's limit is closest
 * to for all scripts.
 */
public final class Chunker {

	/** More chunks than this do not make a document easier to find. */
	public static final int MAX_CHUNKS = 1_000;

	/** A chunk smaller than this says too little. */
	public static final int MIN_SIZE = 100;

	private final int size;

	private final int overlap;

	public Chunker(int size, int overlap) {
		if (size < MIN_SIZE || overlap < 0 || overlap >= size / 2) {
			throw new IllegalArgumentException("The chunk size must be 100 or more, the overlap less than half of it");
		}
		this.size = size;
		this.overlap = overlap;
	}

	/**
	 * The chunks in their order; at least one, of at most so many bytes each.
	 */
	public List<String> chunk(String text) {
		List<String> chunks = new ArrayList<>();
		int start = 0;
		while (start < text.length() && chunks.size() < MAX_CHUNKS) {
			int end = end(text, start);
			chunks.add(text.substring(start, end));
			if (end >= text.length()) {
				break;
			}
			start = Math.max(overlapStart(text, end), Utf8.forward(text, start, Utf8.LONGEST_CHARACTER));
		}
		return chunks.isEmpty() ? List.of("") : chunks;
	}

	/**
	 * The beginning of a text, of at most so many bytes.
	 */
	public static String head(String text, int bytes) {
		return text.substring(0, Utf8.forward(text, 0, bytes));
	}

	/**
	 * How long a text is.
	 */
	public static int bytes(String text) {
		return Utf8.length(text);
	}

	/**
	 * Cuts a chunk that is too long for the model after all into two.
	 */
	public static List<String> halve(String chunk) {
		int bytes = Utf8.length(chunk);
		int end = boundary(chunk, Utf8.forward(chunk, 0, bytes / 4), Utf8.forward(chunk, 0, bytes / 2));
		return List.of(chunk.substring(0, end), chunk.substring(end));
	}

	private int end(String text, int start) {
		int limit = Utf8.forward(text, start, this.size);
		return (limit >= text.length()) ? limit : boundary(text, Utf8.forward(text, start, this.size / 2), limit);
	}

	/**
	 * The last good place to cut between two indexes.
	 */
	private static int boundary(String text, int earliest, int limit) {
		for (String boundary : List.of("\n\n", "\n", " ")) {
			int found = text.lastIndexOf(boundary, limit - boundary.length());
			if (found >= earliest) {
				return found + boundary.length();
			}
		}
		return limit;
	}

	/**
	 * Where the next chunk begins: at a word, if one begins in the overlap.
	 */
	private int overlapStart(String text, int end) {
		int start = Utf8.back(text, end, this.overlap);
		for (int index = start; index < end; index++) {
			if (Character.isWhitespace(text.charAt(index))) {
				return index + 1;
			}
		}
		return start;
	}

}
