package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.PhaseWarnings;
import dev.lorebatch.step.RunParameters;

/**
 * Embeds a chunk of documents outside any transaction, then swaps their vectors in one
 * short one. Documents whose vectors could not be made stay pending, and the run ends
 * well with a warning.
 */
public class EmbeddingItemWriter implements ItemWriter<PendingEmbedding>, StepExecutionListener {

	private final MirrorTransactions transactions;

	private final EmbeddingAttempts attempts;

	private final Embeddings embeddings;

	private final PendingEmbeddings pendingEmbeddings;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private String runId = "";

	private @Nullable LoreException firstFailure;

	EmbeddingItemWriter(MirrorTransactions transactions, EmbeddingAttempts attempts, Embeddings embeddings,
			PendingEmbeddings pendingEmbeddings, PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.attempts = attempts;
		this.embeddings = embeddings;
		this.pendingEmbeddings = pendingEmbeddings;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.runId = RunParameters.request(stepExecution).runId();
		this.firstFailure = null;
		this.attempts.begin();
		PhaseWarnings.clear(stepExecution);
	}

	@Override
	public void write(Chunk<? extends PendingEmbedding> chunk) {
		Map<Long, PendingEmbedding> byDocument = new HashMap<>();
		chunk.forEach((pending) -> byDocument.put(pending.documentId(), pending));
		List<EmbeddableDocument> found = this.embeddings.find(byDocument.keySet());
		Set<Long> settled = new HashSet<>(byDocument.keySet());
		found.forEach((document) -> settled.remove(document.id())); // the others are gone
		List<EmbeddedDocument> embedded = this.attempts.current().embed(found);
		this.transactions.run(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_VECTOR_COMMIT, FailPoint.AFTER_VECTOR_COMMIT);
			embedded.forEach((document) -> noteFailure(tx, document, byDocument));
			List<EmbeddedDocument> complete = embedded.stream().filter(EmbeddedDocument::isComplete).toList();
			count(complete, this.embeddings.replace(tx, complete));
			complete.forEach((document) -> settled.add(document.document().id()));
			this.pendingEmbeddings.remove(tx, settled.stream().map(byDocument::get).filter(Objects::nonNull).toList());
		});
		this.progress.advanced(Phase.EMBED, embedded.stream().filter(EmbeddedDocument::isComplete).count());
	}

	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		List<String> warnings = warnings();
		if (stepExecution.getStatus() == BatchStatus.COMPLETED && !warnings.isEmpty()) {
			PhaseWarnings.set(stepExecution, String.join("; ", warnings));
		}
		return null;
	}

	private List<String> warnings() {
		DocumentEmbedder embedder = this.attempts.current();
		ModelWatch watch = embedder.watch();
		List<String> warnings = new ArrayList<>();
		LoreException outage = embedder.outage();
		LoreException cause = (outage != null) ? outage : this.firstFailure;
		if (cause != null) {
			warnings.add("%d documents have no vectors yet: %s".formatted(this.pendingEmbeddings.count(this.runId),
					cause.getMessage()));
		}
		if (watch.hasChanged() || (watch.hasLooked() && this.embeddings.isOldestOfAnother(watch.version()))) {
			warnings.add("other documents have vectors of another version of the model %s, run embed"
				.formatted(this.embeddings.model()));
		}
		LoreException unasked = watch.failure();
		if (unasked != null && outage == null) {
			warnings.add("it is unproven which version of the model %s made the vectors: %s"
				.formatted(this.embeddings.model(), unasked.getMessage()));
		}
		return warnings;
	}

	private void noteFailure(WriteTransaction tx, EmbeddedDocument embedded, Map<Long, PendingEmbedding> byDocument) {
		PendingEmbedding pending = byDocument.get(embedded.document().id());
		LoreException failure = embedded.failure();
		if (failure != null && pending != null) {
			this.pendingEmbeddings.fail(tx, pending, String.valueOf(failure.getMessage()));
			this.firstFailure = (this.firstFailure != null) ? this.firstFailure : failure;
			this.counters.add("failed", 1);
		}
	}

	private void count(List<EmbeddedDocument> complete, List<EmbeddedDocument> written) {
		if (!complete.isEmpty()) {
			this.counters.add("documents", written.size());
			this.counters.add("vectors", written.stream().mapToInt((document) -> document.vectors().size()).sum());
		}
	}

}
