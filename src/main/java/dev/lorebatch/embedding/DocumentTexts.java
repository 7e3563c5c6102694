package dev.lorebatch.embedding;

import java.util.List;

import dev.lorebatch.vector.Chunker;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * The texts a document is embedded as: its chunks, each below the title, so that each one
 * says what it is about.
 */
class DocumentTexts {

	/** A title may take so much of a chunk, and so may the overlap. */
	static final int SHARE = 4;

	private final int chunkSize;

	private final int overlap;

	/**
	 * @param overlap how much of a chunk the next one repeats, in bytes
	 */
	DocumentTexts(EmbeddingProfile profile, int overlap) {
		this.chunkSize = profile.chunkSize();
		this.overlap = overlap;
	}

	/**
	 * At least one text, none longer than the chunk size.
	 */
	List<String> of(EmbeddableDocument document) {
		String heading = Chunker.head(document.title(), this.chunkSize / SHARE - 1) + '\n';
		int room = this.chunkSize - Chunker.bytes(heading);
		return new Chunker(room, this.overlap).chunk(document.content()).stream().map(heading::concat).toList();
	}

	/**
	 * Two halves of a text that is too long for the model after all; the second goes
	 * without title. Empty if it is too short to be cut.
	 */
	List<String> split(String text) {
		return (Chunker.bytes(text) < 2 * Chunker.MIN_SIZE) ? List.of() : Chunker.halve(text);
	}

}
