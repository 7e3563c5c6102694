package dev.lorebatch.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever people type, against a real index.
 */
class AnyQueryIntegrationTests {

	private static Path folder;

	private static IndexedCorpus corpus;

	@BeforeContainer
	static void open() throws IOException {
		folder = Files.createTempDirectory("any-query");
		corpus = new IndexedCorpus(folder).issue(1, "AND or NEAR", "kettle foo_bar #1 \"quoted\" text")
			.issue(2, "beacon", "-excluded word* title: x");
	}

	@AfterContainer
	static void close() throws IOException {
		corpus.close();
		FileSystemUtils.deleteRecursively(folder);
	}

	@Property(tries = 7_000, shrinking = ShrinkingMode.OFF)
	void aQueryMadeOfTrickyPartsIsNeverAnError(@ForAll("tricky") String query) {
		assertIsAnswered(query);
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
	void anyTextIsNeverAnError(@ForAll String query) {
		assertIsAnswered(query);
	}

	@Property(tries = 50, shrinking = ShrinkingMode.OFF)
	void aLongTextIsNeverAnError(@ForAll("parts") String part) {
		assertIsAnswered(part.repeat(10_000 / Math.max(1, part.length()) + 1));
	}

	@Provide
	Arbitrary<String> tricky() {
		return parts().list().ofMinSize(1).ofMaxSize(12).map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<String> parts() {
		return Arbitraries.oneOf(
				Arbitraries.of("\"", "'", "*", "-", "+", "^", ":", "(", ")", "{", "}", "[", "]", ",", ";", "--", "/*",
						"\\", "#", "!", ".", "/", " ", "  ", "\n", "\t", "\u0000", "\u0001", "\ud800", "\udc00",
						"\ufffe", "\u200b", "\u0301", "\ue023", "\u201c", "\u201d", "😀", "ß", "İ", "漢字", "%", "_", "?",
						"?1", "$x"),
				Arbitraries.of("AND", "OR", "NOT", "NEAR", "NEAR(", "NEAR(a b, 5)", "title:", "reference", "rank",
						"kettle", "beacon", "foo_bar", "Foo::bar", "#1", "!45", "a/b#7", "fooBar", "v1.2.3", "C++",
						"c#"),
				Arbitraries.strings().ofMaxLength(5));
	}

	private static void assertIsAnswered(String query) {
		assertThat(corpus.search(FullTextQuery.of(query)).hits()).hasSizeLessThanOrEqualTo(2);
	}

}
