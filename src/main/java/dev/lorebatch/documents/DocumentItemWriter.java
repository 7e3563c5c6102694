package dev.lorebatch.documents;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DirtySource;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Regenerates documents in the chunk's transaction: the document, its index entry, the
 * note that it needs vectors and the removal of the dirty row commit together.
 */
public class DocumentItemWriter implements ItemWriter<DirtySource>, StepExecutionListener {

	private final MirrorTransactions transactions;

	private final DocumentRegeneration regeneration;

	private final DirtySources dirtySources;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private String runId = "";

	DocumentItemWriter(MirrorTransactions transactions, DocumentRegeneration regeneration, DirtySources dirtySources,
			PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.regeneration = regeneration;
		this.dirtySources = dirtySources;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.runId = RunParameters.request(stepExecution).runId();
	}

	@Override
	public void write(Chunk<? extends DirtySource> chunk) {
		this.transactions.run(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_DOCUMENT_COMMIT, FailPoint.AFTER_DOCUMENT_COMMIT);
			this.regeneration.regenerate(tx,
					chunk.getItems().stream().map((source) -> new SourceKey(source.type(), source.sourceId())).toList(),
					this.runId, this.counters::add);
			this.dirtySources.remove(tx, chunk.getItems());
		});
		this.progress.advanced(Phase.DOCS, chunk.size());
	}

}
