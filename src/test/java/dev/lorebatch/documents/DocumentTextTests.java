package dev.lorebatch.documents;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentTextTests {

	@Test
	void headersWithoutValueAreLeftOut() {
		Document document = new DocumentText().header("Issue", "g/p#1")
			.header("Milestone", null)
			.header("Labels", "")
			.paragraph("  body \r\n second\n")
			.paragraph("   ")
			.toDocument(1, "title");
		assertThat(document.content()).isEqualTo("Issue: g/p#1\n\nbody \n second\n");
		assertThat(document.truncated()).isFalse();
	}

	@Test
	void aHugeTextIsCutAndMarked() {
		Document document = new DocumentText().paragraph("ä".repeat(DocumentText.MAX_BYTES)).toDocument(1, "title");
		assertThat(document.truncated()).isTrue();
		assertThat(document.content()).endsWith("ä\n[cut]\n");
		assertThat(document.content().getBytes(StandardCharsets.UTF_8).length)
			.isLessThanOrEqualTo(DocumentText.MAX_BYTES);
	}

	@Property(tries = 300)
	void cutsBetweenCharacters(@ForAll String text, @ForAll @IntRange(min = 20, max = 60) int bytes) {
		String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		String cut = DocumentText.cut(wellFormed, bytes);
		assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
		String kept = cut.endsWith("\n[cut]\n") ? cut.substring(0, cut.length() - "\n[cut]\n".length()) : cut;
		assertThat(wellFormed).startsWith(kept);
	}

}
