package dev.lorebatch.embedding;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ChunkerTests {

	@Test
	void shortTextIsOneChunk() {
		assertThat(new Chunker(100, 10).chunk("short")).containsExactly("short");
	}

	@Test
	void emptyTextIsOneEmptyChunk() {
		assertThat(new Chunker(100, 10).chunk("")).containsExactly("");
	}

	@Test
	void cutsAtTheEndOfAParagraph() {
		String paragraph = "word ".repeat(14) + "\n\n";
		List<String> chunks = new Chunker(100, 0).chunk(paragraph + paragraph);
		assertThat(chunks).containsExactly(paragraph, paragraph);
	}

	@Test
	void boundsTheNumberOfChunks() {
		assertThat(new Chunker(100, 49).chunk("x".repeat(100_000))).hasSize(Chunker.MAX_CHUNKS);
	}

	@Test
	void refusesAnOverlapThatWouldNotMoveOn() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Chunker(100, 50));
	}

	@Property(tries = 300)
	void chunksCoverTheWholeTextAndOverlapOnly(@ForAll @StringLength(max = 3_000) String text,
			@ForAll @IntRange(min = 100, max = 500) int size, @ForAll @IntRange(min = 0, max = 49) int overlap) {
		List<String> chunks = new Chunker(size, overlap).chunk(text);
		int position = 0;
		for (String chunk : chunks) {
			assertThat(chunk.length()).isLessThanOrEqualTo(size + 1);
			int start = text.indexOf(chunk, Math.max(0, position - overlap - 1));
			assertThat(start).as("nothing is left out").isBetween(0, position);
			position = Math.max(position, start + chunk.length());
		}
		assertThat(position).isEqualTo(text.length());
	}

}
