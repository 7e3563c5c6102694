package dev.lorebatch.embedding;

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
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.PhaseWarnings;
import dev.lorebatch.step.RunParameters;

/**
 * Swaps the vectors of each document in one short transaction. Documents whose vectors
 * could not be made stay pending, and the run ends well with a warning.
 */
public class EmbeddingItemWriter implements ItemWriter<EmbeddedDocument>, StepExecutionListener {

	private final MirrorTransactions transactions;

	private final EmbeddingProvider provider;

	private final Embeddings embeddings = new Embeddings();

	private final PendingEmbeddings pendingEmbeddings;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private String runId = "";

	private int failed;

	private @Nullable LoreException firstFailure;

	public EmbeddingItemWriter(MirrorTransactions transactions, EmbeddingProvider provider,
			PendingEmbeddings pendingEmbeddings, PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.provider = provider;
		this.pendingEmbeddings = pendingEmbeddings;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.runId = RunParameters.request(stepExecution).runId();
		this.failed = 0;
		this.firstFailure = null;
		PhaseWarnings.clear(stepExecution);
	}

	@Override
	public void write(Chunk<? extends EmbeddedDocument> chunk) {
		this.transactions.run(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_VECTOR_COMMIT, FailPoint.AFTER_VECTOR_COMMIT);
			chunk.forEach((embedded) -> write(tx, embedded));
		});
		this.progress.advanced(Phase.EMBED, chunk.size());
	}

	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		if (stepExecution.getStatus() == BatchStatus.COMPLETED && this.firstFailure != null) {
			PhaseWarnings.set(stepExecution,
					"%d documents have no vectors yet: %s".formatted(this.failed, this.firstFailure.getMessage()));
		}
		return null;
	}

	private void write(WriteTransaction tx, EmbeddedDocument embedded) {
		LoreException failure = embedded.failure();
		if (failure != null) {
			this.pendingEmbeddings.fail(tx, embedded.pending(), String.valueOf(failure.getMessage()));
			this.firstFailure = (this.firstFailure != null) ? this.firstFailure : failure;
			this.failed++;
			this.counters.add("failed", 1);
			return;
		}
		if (embedded.document() != null) {
			boolean written = this.embeddings.replace(tx, this.provider, embedded.document(), embedded.vectors());
			this.counters.add("documents", written ? 1 : 0);
			this.counters.add("vectors", written ? embedded.vectors().size() : 0);
		}
		this.pendingEmbeddings.remove(tx, embedded.pending());
	}

}
