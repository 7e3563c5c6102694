package dev.lorebatch.documents;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.Provide;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentTextTests {

	@Test
	void headersWithoutValueAreLeftOut() {
		DocumentText.Cut cut = new DocumentText().header("Issue", "g/p#1")
			.header("Milestone", null)
			.header("Labels", "")
			.paragraph("  body \r\n second\n")
			.paragraph("   ")
			.footer("below")
			.toCut();
		assertThat(cut.content()).isEqualTo("Issue: g/p#1\n\nbody \n second\n\nbelow\n");
		assertThat(cut.body()).isEqualTo("body \n second\n");
		assertThat(cut.truncated()).isFalse();
	}

	@Test
	void aHeaderIsOneLine() {
		assertThat(new DocumentText().header("Title", "a\nState: closed").toCut().content())
			.isEqualTo("Title: a State: closed\n");
	}

	@Test
	void aHugeTextIsCutAndMarked() {
		DocumentText.Cut cut = new DocumentText().header("Title", "x".repeat(10_000))
			.paragraph("ä".repeat(DocumentText.MAX_BYTES))
			.footer("path\n".repeat(100_000))
			.toCut();
		assertThat(cut.truncated()).isTrue();
		assertThat(cut.body()).endsWith("ä\n[cut]\n");
		assertThat(cut.content()).endsWith("\n[cut]\n").contains("x [cut]\n");
		assertThat(cut.content().getBytes(StandardCharsets.UTF_8).length).isBetween(DocumentText.MAX_BYTES - 10,
				DocumentText.MAX_BYTES);
	}

	@Property(tries = 300)
	void theBodyIsWhereSqliteFindsIt(@ForAll String header, @ForAll String body, @ForAll String footer) {
		DocumentText.Cut cut = new DocumentText().header("Title", header).paragraph(body).footer(footer).toCut();
		int start = cut.content().offsetByCodePoints(0, cut.bodyStart());
		int end = cut.content().offsetByCodePoints(start, cut.bodyLength());
		assertThat(cut.content().substring(start, end)).isEqualTo(cut.body());
		assertThat(cut.content()).doesNotContain("\0");
		byte[] bytes = cut.content().getBytes(StandardCharsets.UTF_8);
		assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(cut.content());
	}

	@Property(tries = 300)
	void cutsBetweenCharacters(@ForAll String text, @ForAll @IntRange(min = 20, max = 60) int bytes) {
		String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		String cut = DocumentText.cut(wellFormed, bytes);
		assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
		String kept = cut.endsWith("\n[cut]\n") ? cut.substring(0, cut.length() - "\n[cut]\n".length()) : cut;
		assertThat(wellFormed).startsWith(kept);
	}

	@Property(tries = 500)
	void everyRunOfWhiteSpaceIsOneSpace(@ForAll("spaced") String text) {
		assertThat(DocumentText.oneLine(text)).isEqualTo(text.replaceAll("\\s+", " "));
	}

	@Provide
	Arbitrary<String> spaced() {
		return Arbitraries
			.of("a", " ", "\t", "\n", "\u000b", "\f", "\r", "\u00a0", "\u0085", "\u001c", "\u2028", "\u3000")
			.list()
			.ofMaxSize(8)
			.map((parts) -> String.join("", parts));
	}

}
