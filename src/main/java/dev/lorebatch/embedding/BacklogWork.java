package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.embedding.BacklogEmbedder.Scope;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.EmbeddingBacklog;
import dev.lorebatch.queue.EmbeddingBacklog.Part;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.ModelVersion;

/**
 * One pass over the backlog. What it counts is committed.
 */
class BacklogWork {

	/** More than enough for a model that is pulled again meanwhile. */
	private static final int MAX_ROUNDS = 5;

	private final BacklogTransactions transactions;

	private final EmbeddingBacklog backlog;

	private final Embeddings embeddings;

	private final DocumentEmbedder embedder;

	private final PhaseProgress progress;

	private final Scope scope;

	private long requeued;

	private long documents;

	private long vectors;

	private long alreadyCurrent;

	private final Set<Long> failed = new HashSet<>();

	private @Nullable LoreException firstFailure;

	BacklogWork(BacklogTransactions transactions, EmbeddingBacklog backlog, Embeddings embeddings,
			DocumentEmbedder embedder, PhaseProgress progress, Scope scope) {
		this.transactions = transactions;
		this.backlog = backlog;
		this.embeddings = embeddings;
		this.embedder = embedder;
		this.progress = progress;
		this.scope = scope;
	}

	void run() {
		ModelVersion prepared = lookUp();
		prepare(prepared, true);
		drain();
		int rounds = 1;
		// More is known of the model now, or the name stands for another one
		while (this.scope != Scope.FAILED && !isOver() && !prepared.equals(this.embedder.watch().version())) {
			if (++rounds > MAX_ROUNDS) {
				this.embedder.giveUpOnModel();
				return;
			}
			prepared = this.embedder.watch().version();
			prepare(prepared, false);
			drain();
		}
	}

	/**
	 * Which model the name stands for now. How long its vectors are is asked for only if
	 * there are some to compare with, of which nothing else tells.
	 */
	private ModelVersion lookUp() {
		ModelWatch watch = this.embedder.watch();
		String digest = watch.digest();
		if (watch.version().dimensions() == 0 && digest != null) {
			watch.noteDimensions(this.backlog.storedDimensions(digest));
		}
		if (watch.version().dimensions() == 0 && this.backlog.hasVectors()) {
			try {
				watch.learnDimensions();
			}
			catch (EmbeddingException ex) {
				this.embedder.giveUp(ex); // whatever is stored, nobody can say whether it
											// is right
			}
		}
		return watch.version();
	}

	private void prepare(ModelVersion now, boolean first) {
		this.transactions.write((tx) -> {
			this.alreadyCurrent += this.backlog.removeCurrent(tx, now);
			this.requeued += (first && this.scope == Scope.FULL) ? this.backlog.markAll(tx) : 0;
			this.requeued += (first && this.scope == Scope.UNPROVEN) ? this.backlog.markUnproven(tx, now) : 0;
			this.requeued += this.backlog.markOutdated(tx, now);
		});
	}

	private void drain() {
		Part part = (this.scope == Scope.FAILED) ? Part.FAILED : Part.OPEN;
		this.progress.started(Phase.EMBED, this.backlog.count(part));
		long last = 0;
		while (!isOver()) {
			List<Long> ids = this.backlog.findNext(part, last, EmbedStepConfiguration.CHUNK);
			if (ids.isEmpty()) {
				return;
			}
			last = ids.get(ids.size() - 1);
			embed(this.embeddings.find(ids.stream().filter((id) -> !this.failed.contains(id)).toList()));
		}
	}

	private boolean isOver() {
		return this.transactions.isStopping() || this.embedder.outage() != null;
	}

	private void embed(List<EmbeddableDocument> found) {
		if (found.isEmpty()) {
			return;
		}
		List<EmbeddedDocument> embedded = this.embedder.embed(found);
		Tally tally = new Tally();
		boolean written = this.transactions.write((tx) -> write(tx, embedded, tally));
		if (written) {
			this.documents += tally.documents;
			this.vectors += tally.vectors;
			this.failed.addAll(tally.failed);
			this.progress.advanced(Phase.EMBED, tally.documents + tally.failed.size());
		}
	}

	private void write(WriteTransaction tx, List<EmbeddedDocument> embedded, Tally tally) {
		embedded.forEach((document) -> noteFailure(tx, document, tally));
		List<EmbeddedDocument> complete = embedded.stream().filter(EmbeddedDocument::isComplete).toList();
		for (EmbeddedDocument written : this.embeddings.replace(tx, complete)) {
			this.backlog.remove(tx, written.document().id());
			tally.documents++;
			tally.vectors += written.vectors().size();
		}
	}

	private void noteFailure(WriteTransaction tx, EmbeddedDocument embedded, Tally tally) {
		EmbeddingException failure = embedded.failure();
		if (failure != null) {
			this.backlog.fail(tx, embedded.document().id(), String.valueOf(failure.getMessage()));
			this.firstFailure = (this.firstFailure != null) ? this.firstFailure : failure;
			tally.failed.add(embedded.document().id());
		}
	}

	BacklogResult result() {
		ModelWatch watch = this.embedder.watch();
		ModelFindings model = new ModelFindings(watch.version(), this.backlog.countUnproven(watch.version()),
				watch.failure());
		LoreException outage = this.transactions.isStopping() ? EmbeddingException.cancelled() : this.embedder.outage();
		return new BacklogResult(this.requeued, this.documents, this.vectors, this.alreadyCurrent, this.failed.size(),
				this.backlog.count(Part.ALL), this.backlog.count(Part.GIVEN_UP), model, this.firstFailure, outage);
	}

	/**
	 * What one transaction does.
	 */
	private static final class Tally {

		private long documents;

		private long vectors;

		private final List<Long> failed = new ArrayList<>();

	}

}
