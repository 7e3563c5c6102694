package dev.lorebatch.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.util.FileSystemUtils;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.HashingEmbeddingProvider;
import dev.lorebatch.vector.VectorSearch;
import dev.lorebatch.vector.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever people type, against a real index: 2,000 queries, and 10,000 with
 * {@code -Plong}.
 */
class AnyQueryIntegrationTests {

	/** In each try, of which there are ten. */
	private static final int QUERIES = Boolean.getBoolean("lore.long") ? 1_000 : 200;

	private static Path folder;

	private static IndexedCorpus corpus;

	@BeforeContainer
	static void open() throws IOException {
		folder = Files.createTempDirectory("any-query");
		corpus = new IndexedCorpus(folder).issue(1, "AND or NEAR", "kettle foo_bar #1 \"quoted\" text")
			.issue(2, "beacon", "-excluded word* title: x");
		corpus.database()
			.execute(
					"INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, chunk_size, "
							+ "content_hash, vector) VALUES (1, 0, 'hashing', ?, 384, 2000, '', ?)",
					new HashingEmbeddingProvider().model(),
					Vectors.encode(new HashingEmbeddingProvider().embed(List.of("kettle AND beacon")).get(0)));
	}

	@AfterContainer
	static void close() throws IOException {
		corpus.close();
		FileSystemUtils.deleteRecursively(folder);
	}

	@Property(tries = 7, shrinking = ShrinkingMode.OFF)
	void aQueryMadeOfTrickyPartsIsNeverAnError(@ForAll("tricky") List<String> queries) {
		queries.forEach(AnyQueryIntegrationTests::assertIsAnswered);
	}

	@Property(tries = 3, shrinking = ShrinkingMode.OFF)
	void anyTextIsNeverAnError(@ForAll("any") List<String> queries) {
		queries.forEach(AnyQueryIntegrationTests::assertIsAnswered);
	}

	@Property(tries = 20, shrinking = ShrinkingMode.OFF)
	void aLongTextIsNeverAnError(@ForAll("parts") String part) {
		assertIsAnswered(part.repeat(10_000 / Math.max(1, part.length()) + 1));
	}

	@Provide
	Arbitrary<List<String>> tricky() {
		return parts().list().ofMinSize(1).ofMaxSize(12).map((parts) -> String.join("", parts)).list().ofSize(QUERIES);
	}

	@Provide
	Arbitrary<List<String>> any() {
		return Arbitraries.strings().list().ofSize(QUERIES);
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
		if (FullTextQuery.of(query).isEmpty()) {
			assertThatThrownBy(() -> search(query)).isInstanceOf(LoreException.class)
				.hasMessageContaining("nothing to");
		}
		else {
			assertThat(search(query).hits()).hasSizeLessThanOrEqualTo(2);
		}
	}

	/**
	 * Through all of it: words, vectors, what is shown.
	 */
	private static SearchResult search(String query) {
		EmbeddingProvider provider = new HashingEmbeddingProvider();
		EmbeddingProfile profile = new EmbeddingProfile(provider.name(), provider.model(), 2_000);
		Search search = new Search(corpus.database().jdbc(),
				new VectorSearch(corpus.database().jdbc(), corpus.database()::jdbc), ConfidentialPolicy.KEEP, provider,
				profile);
		return search.search(new SearchRequest(query, false, Mode.HYBRID, SearchFilter.NONE, 10, false));
	}

}
