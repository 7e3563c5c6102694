package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.ModelVersion;
import dev.lorebatch.vector.Vectors;

/**
 * Asks a provider for the vectors of documents, in batches that span documents. Trouble
 * with one text is that of its document alone; trouble with the provider ends the work.
 * For one attempt and one thread.
 */
class DocumentEmbedder {

	/** So many documents in a row that fail are no coincidence. */
	static final int MAX_FAILURES_IN_A_ROW = 5;

	private final EmbeddingProvider provider;

	/** A model that changes so often while a chunk is embedded is of no use. */
	private static final int MAX_MODELS = 3;

	private final DocumentTexts texts;

	private final ModelWatch watch;

	private int failuresInARow;

	private boolean otherLength;

	private @Nullable EmbeddingException outage;

	DocumentEmbedder(EmbeddingProvider provider, DocumentTexts texts) {
		this.provider = provider;
		this.texts = texts;
		this.watch = new ModelWatch(provider);
	}

	/**
	 * What is known of the model.
	 */
	ModelWatch watch() {
		return this.watch;
	}

	/**
	 * Why there will be no more vectors, {@code null} if there will.
	 */
	@Nullable EmbeddingException outage() {
		return this.outage;
	}

	/**
	 * Ends the work before its time.
	 */
	void giveUp(EmbeddingException cause) {
		this.outage = cause;
	}

	/**
	 * Ends the work because the model does not stay what it is.
	 */
	void giveUpOnModel() {
		giveUp(new EmbeddingException(Kind.UNAVAILABLE,
				"the model %s of %s changes while it is used".formatted(this.provider.model(), this.provider.name())));
	}

	/**
	 * What became of each document, in their order. If the name of the model stands for
	 * another one after that than before, all of it is done again: it is not known which
	 * of the two gave which vector.
	 */
	List<EmbeddedDocument> embed(List<EmbeddableDocument> documents) {
		for (int round = 0; round < MAX_MODELS && !documents.isEmpty(); round++) {
			ModelVersion before = new ModelVersion(0, this.watch.digest());
			int failuresBefore = this.failuresInARow;
			this.otherLength = false;
			List<Draft> drafts = draft(documents);
			ModelVersion after = new ModelVersion(this.provider.dimensions(), lookAfter(drafts));
			if (!before.contradicts(after) && !isOfAnotherLength(before, after)) {
				boolean proven = Objects.equals(before.digest(), after.digest());
				ModelVersion version = proven ? after : new ModelVersion(after.dimensions(), null);
				return drafts.stream().map((draft) -> draft.result(version)).toList();
			}
			this.failuresInARow = failuresBefore;
			this.outage = null;
		}
		if (!documents.isEmpty()) {
			giveUpOnModel();
		}
		return documents.stream()
			.map((document) -> new EmbeddedDocument(document, List.of(), ModelVersion.UNKNOWN, null))
			.toList();
	}

	/**
	 * A provider that is down has nothing to tell.
	 */
	private @Nullable String lookAfter(List<Draft> drafts) {
		boolean any = drafts.stream().anyMatch((draft) -> !draft.vectors.isEmpty());
		return (any || this.otherLength) ? this.watch.look() : null;
	}

	/**
	 * Whether vectors of an unexpected length are those of another model, where no digest
	 * can tell.
	 */
	private boolean isOfAnotherLength(ModelVersion before, ModelVersion after) {
		boolean told = before.digest() != null && after.digest() != null;
		if (!this.otherLength || told) {
			return false;
		}
		try {
			return this.watch.isOfAnotherLength();
		}
		catch (EmbeddingException ex) {
			return false; // then these vectors count as unusable
		}
	}

	private List<Draft> draft(List<EmbeddableDocument> documents) {
		List<Draft> drafts = documents.stream().map(Draft::new).toList();
		List<Piece> waiting = new ArrayList<>();
		for (Draft draft : drafts) {
			for (String text : this.texts.of(draft.document)) {
				waiting.add(draft.piece(text));
				if (waiting.size() >= this.provider.batchSize()) {
					embedAll(waiting);
					waiting.clear();
				}
			}
		}
		embedAll(waiting);
		return drafts;
	}

	/**
	 * Halves what does not work until it does, or until it is clear which text it is.
	 */
	private void embedAll(List<Piece> pieces) {
		List<Piece> wanted = pieces.stream().filter((piece) -> piece.draft.failure == null).toList();
		if (wanted.isEmpty() || this.outage != null) {
			return;
		}
		try {
			accept(wanted, ask(wanted));
		}
		catch (EmbeddingException ex) {
			int middle = wanted.size() / 2;
			if (ex.kind().concernsAllTexts()) {
				this.outage = ex;
			}
			else if (middle > 0) {
				embedAll(wanted.subList(0, middle));
				embedAll(wanted.subList(middle, wanted.size()));
			}
			else {
				embedInParts(wanted.get(0), ex);
			}
		}
	}

	private void embedInParts(Piece piece, EmbeddingException failure) {
		List<String> parts = (failure.kind() == Kind.INPUT_TOO_LONG) ? this.texts.split(piece.text) : List.of();
		if (parts.isEmpty()) {
			fail(piece.draft, failure);
			return;
		}
		piece.draft.open += parts.size() - 1;
		embedAll(parts.stream().map((part) -> new Piece(piece.draft, part)).toList());
	}

	private List<float[]> ask(List<Piece> pieces) {
		List<float[]> vectors = this.provider.embed(pieces.stream().map(Piece::text).toList());
		if (vectors.size() != pieces.size()) {
			throw new EmbeddingException(Kind.FAILED, "the embedding provider %s gave %d vectors for %d texts"
				.formatted(this.provider.name(), vectors.size(), pieces.size()));
		}
		return vectors;
	}

	private void accept(List<Piece> pieces, List<float[]> vectors) {
		for (int index = 0; index < vectors.size(); index++) {
			Draft draft = pieces.get(index).draft;
			float[] vector = vectors.get(index);
			this.otherLength |= vector.length != this.provider.dimensions();
			String defect = Vectors.defect(vector, this.provider.dimensions());
			if (defect == null) {
				draft.add(vector);
				this.failuresInARow = (draft.open == 0) ? 0 : this.failuresInARow;
			}
			else if (draft.failure == null) {
				fail(draft, new EmbeddingException(Kind.FAILED, "the embedding provider %s gave an unusable vector: %s"
					.formatted(this.provider.name(), defect)));
			}
		}
	}

	private void fail(Draft draft, EmbeddingException failure) {
		draft.failure = failure;
		this.failuresInARow++;
		if (this.failuresInARow >= MAX_FAILURES_IN_A_ROW) {
			this.outage = failure;
		}
	}

	/**
	 * A document on its way.
	 */
	private static final class Draft {

		private final EmbeddableDocument document;

		private final List<byte[]> vectors = new ArrayList<>();

		private int open;

		private @Nullable EmbeddingException failure;

		private Draft(EmbeddableDocument document) {
			this.document = document;
		}

		private Piece piece(String text) {
			this.open++;
			return new Piece(this, text);
		}

		private void add(float[] vector) {
			this.vectors.add(Vectors.encode(vector));
			this.open--;
		}

		private EmbeddedDocument result(ModelVersion version) {
			boolean complete = this.open == 0 && this.failure == null;
			return new EmbeddedDocument(this.document, complete ? this.vectors : List.of(), version, this.failure);
		}

	}

	/**
	 * A text of a document.
	 */
	private record Piece(Draft draft, String text) {

	}

}
