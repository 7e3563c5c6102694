package dev.lorebatch.vector;

import java.nio.charset.StandardCharsets;
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
	void theOverlapBeginsAtAWord() {
		List<String> chunks = new Chunker(100, 20).chunk("lantern ".repeat(30));
		assertThat(chunks).hasSizeGreaterThan(2).allSatisfy((chunk) -> assertThat(chunk).startsWith("lantern "));
	}

	@Test
	void sizesAreBytes() {
		assertThat(new Chunker(100, 0).chunk("é".repeat(120))).extracting(ChunkerTests::bytes)
			.containsExactly(100, 100, 40);
		assertThat(new Chunker(101, 0).chunk("灯".repeat(60))).extracting(ChunkerTests::bytes).containsExactly(99, 81);
	}

	@Test
	void neverCutsACharacterInTwo() {
		List<String> chunks = new Chunker(101, 7).chunk("🗼".repeat(200));
		assertThat(chunks).allSatisfy((chunk) -> assertThat(Character.isHighSurrogate(chunk.charAt(0))).isTrue())
			.allSatisfy((chunk) -> assertThat(Character.isLowSurrogate(chunk.charAt(chunk.length() - 1))).isTrue());
	}

	@Test
	void boundsTheNumberOfChunks() {
		assertThat(new Chunker(100, 49).chunk("x".repeat(100_000))).hasSize(Chunker.MAX_CHUNKS);
	}

	@Test
	void refusesAnOverlapThatWouldNotMoveOn() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Chunker(100, 50));
	}

	@Test
	void halvesLoseNothing() {
		String text = "one two three ".repeat(20);
		assertThat(String.join("", Chunker.halve(text))).isEqualTo(text);
		assertThat(Chunker.halve(text)).allSatisfy((half) -> assertThat(half.length()).isGreaterThan(60));
	}

	@Property(tries = 300)
	void chunksCoverTheWholeTextAndOverlapOnly(@ForAll @StringLength(max = 3_000) String text,
			@ForAll @IntRange(min = 100, max = 500) int size, @ForAll @IntRange(min = 0, max = 49) int overlap) {
		List<String> chunks = new Chunker(size, overlap).chunk(text);
		int position = 0;
		for (String chunk : chunks) {
			assertThat(Chunker.bytes(chunk)).isLessThanOrEqualTo(size);
			int start = text.indexOf(chunk, Math.max(0, position - overlap));
			assertThat(start).as("nothing is left out").isBetween(0, position);
			position = Math.max(position, start + chunk.length());
		}
		assertThat(position).isEqualTo(text.length());
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
