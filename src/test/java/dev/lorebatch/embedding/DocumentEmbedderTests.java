package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProvider;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentEmbedderTests {

	private static final EmbeddingProfile PROFILE = new EmbeddingProfile("fake", "m", 400);

	private final FakeProvider provider = new FakeProvider();

	private final DocumentEmbedder embedder = new DocumentEmbedder(this.provider, new DocumentTexts(PROFILE, 20));

	@Test
	void batchesSpanDocuments() {
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", "b", "c", "d", "e", "f"));
		assertThat(embedded).allMatch(EmbeddedDocument::isComplete);
		assertThat(this.provider.calls).extracting(List::size).containsExactly(4, 2);
	}

	@Test
	void everyChunkIsBelowTheTitle() {
		this.embedder.embed(documents("word ".repeat(200)));
		assertThat(this.provider.texts()).hasSizeGreaterThan(2)
			.allSatisfy((text) -> assertThat(text).startsWith("Title 1\n").hasSizeLessThanOrEqualTo(400));
	}

	@Test
	void aTextThatIsTooLongIsSplitAndTheRestOfTheBatchSucceeds() {
		String longContent = "x ".repeat(150);
		this.provider.refuse((text) -> (text.length() > 250)
				? new EmbeddingException(Kind.INPUT_TOO_LONG, "the input length exceeds the context length") : null);
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", longContent, "c"));
		assertThat(embedded).extracting((document) -> document.vectors().size()).containsExactly(1, 2, 1);
		assertThat(embedded).extracting(EmbeddedDocument::failure).containsOnlyNulls();
	}

	@Test
	void aTextThatCannotBeSplitFurtherFailsItsDocumentOnly() {
		this.provider.refuse((text) -> text.contains("cursed")
				? new EmbeddingException(Kind.INPUT_TOO_LONG, "the input length exceeds the context length") : null);
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", "cursed", "c"));
		assertThat(embedded).extracting(EmbeddedDocument::isComplete).containsExactly(true, false, true);
		assertThat(embedded.get(1).failure()).hasMessageContaining("context length");
		assertThat(this.embedder.outage()).isNull();
	}

	@Test
	void aRefusalIsThatOfOneDocument() {
		this.provider
			.refuse((text) -> text.contains("cursed") ? new EmbeddingException(Kind.FAILED, "HTTP 500") : null);
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", "b", "cursed", "d", "e"));
		assertThat(embedded).extracting(EmbeddedDocument::isComplete).containsExactly(true, true, false, true, true);
	}

	@Test
	void unusableVectorsAreThoseOfOneDocument() {
		this.provider.answer((text) -> text.contains("nan") ? new float[] { 1, Float.NaN } : text.contains("zero")
				? new float[2] : text.contains("long") ? new float[] { 1, 2, 3 } : new float[] { 1, 2 });
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", "nan", "zero", "long", "b"));
		assertThat(embedded).extracting(EmbeddedDocument::isComplete).containsExactly(true, false, false, false, true);
		assertThat(embedded.get(3).failure()).hasMessageContaining("3 dimensions instead of 2");
	}

	@Test
	void aDocumentWithOneBadChunkHasNoVectorsAtAll() {
		this.provider.answer((text) -> text.contains("cursed") ? new float[2] : new float[] { 1, 2 });
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("good ".repeat(200) + "cursed", "b"));
		assertThat(embedded.get(0).vectors()).isEmpty();
		assertThat(embedded.get(1).isComplete()).isTrue();
	}

	@Test
	void tooFewVectorsAreAskedForAgainOneByOne() {
		this.provider.shortLists = true;
		List<EmbeddedDocument> embedded = this.embedder.embed(documents("a", "b", "c"));
		assertThat(embedded).allMatch(EmbeddedDocument::isComplete);
	}

	@Test
	void anOutageEndsTheWorkAndBlamesNoDocument() {
		this.provider.refuse((text) -> text.contains("c") ? new EmbeddingException(Kind.UNAVAILABLE, "down") : null);
		List<EmbeddedDocument> embedded = this.embedder
			.embed(documents("x", "x", "x", "x", "c", "c", "c", "c", "x", "x"));
		assertThat(embedded.subList(0, 4)).allMatch(EmbeddedDocument::isComplete);
		assertThat(embedded.subList(4, 10)).noneMatch(EmbeddedDocument::isComplete)
			.extracting(EmbeddedDocument::failure)
			.containsOnlyNulls();
		assertThat(this.embedder.outage()).hasMessage("down");
		assertThat(this.provider.calls).hasSize(2);
	}

	@Test
	void fiveFailuresInARowAreAnOutage() {
		this.provider.refuse((text) -> new EmbeddingException(Kind.FAILED, "HTTP 500"));
		List<EmbeddedDocument> embedded = this.embedder
			.embed(documents(IntStream.range(0, 50).mapToObj((i) -> "d").toArray(String[]::new)));
		assertThat(this.embedder.outage()).hasMessage("HTTP 500");
		assertThat(embedded).filteredOn((document) -> document.failure() != null)
			.hasSize(DocumentEmbedder.MAX_FAILURES_IN_A_ROW);
		assertThat(this.provider.calls).hasSizeLessThan(20);
	}

	private static List<EmbeddableDocument> documents(String... contents) {
		List<EmbeddableDocument> documents = new ArrayList<>();
		for (String content : contents) {
			long id = documents.size() + 1;
			documents.add(new EmbeddableDocument(id, "Title " + id, content, "hash"));
		}
		return documents;
	}

	/**
	 * Takes four texts at once and gives vectors of two dimensions.
	 */
	private static final class FakeProvider implements EmbeddingProvider {

		private final List<List<String>> calls = new ArrayList<>();

		private Function<String, EmbeddingException> refusal = (text) -> null;

		private Function<String, float[]> answer = (text) -> new float[] { 1, text.length() };

		private boolean shortLists;

		void refuse(Function<String, EmbeddingException> next) {
			this.refusal = next;
		}

		void answer(Function<String, float[]> next) {
			this.answer = next;
		}

		List<String> texts() {
			return this.calls.stream().flatMap(List::stream).toList();
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public String model() {
			return "m";
		}

		@Override
		public int dimensions() {
			return 2;
		}

		@Override
		public int batchSize() {
			return 4;
		}

		@Override
		public int maxInputBytes() {
			return 400;
		}

		@Override
		public List<float[]> embed(List<String> texts) {
			this.calls.add(texts);
			for (String text : texts) {
				EmbeddingException refused = this.refusal.apply(text);
				if (refused != null) {
					throw refused;
				}
			}
			List<float[]> vectors = texts.stream().map(this.answer).toList();
			return (this.shortLists && vectors.size() > 1) ? vectors.subList(1, vectors.size()) : vectors;
		}

	}

}
