package dev.lorebatch.documents;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SystemNotesTests {

	@Test
	void eachIsSaidOnce() {
		assertThat(SystemNotes.summarize(List.of("mentioned in !4", "assigned to @ada\n\n<ul>", "mentioned in !4")))
			.isEqualTo("3 system notes: mentioned in !4; assigned to @ada");
		assertThat(SystemNotes.summarize(List.of("closed"))).isEqualTo("1 system note: closed");
		assertThat(SystemNotes.summarize(List.of())).isNull();
	}

	@Test
	void manyAndLongOnesAreCut() {
		assertThat(
				SystemNotes.summarize(IntStream.range(0, 30).mapToObj((number) -> number + "x".repeat(300)).toList()))
			.startsWith("30 system notes: 0x")
			.endsWith("x…; …")
			.hasSizeLessThan(20 * 205);
	}

}
