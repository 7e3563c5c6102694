package dev.lorebatch.documents;

import java.util.Locale;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DirtySource;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.PendingEmbeddings;
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

	private final DocumentBuilder builder;

	private final Documents documents = new Documents();

	private final DirtySources dirtySources;

	private final PendingEmbeddings pendingEmbeddings;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private String runId = "";

	public DocumentItemWriter(MirrorTransactions transactions, JdbcClient jdbc, DirtySources dirtySources,
			PendingEmbeddings pendingEmbeddings, PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.builder = new DocumentBuilder(new DocumentSources(jdbc));
		this.dirtySources = dirtySources;
		this.pendingEmbeddings = pendingEmbeddings;
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
			chunk.forEach((source) -> regenerate(tx, source));
		});
		this.progress.advanced(Phase.DOCS, chunk.size());
	}

	private void regenerate(WriteTransaction tx, DirtySource source) {
		Document document = this.builder.build(source);
		if (document == null) {
			boolean deleted = this.documents.delete(tx, source.type(), source.sourceId());
			this.counters.add("deleted", deleted ? 1 : 0);
		}
		else {
			Documents.Written written = this.documents.write(tx, source.type(), source.sourceId(), document);
			this.counters.add(written.outcome().name().toLowerCase(Locale.ROOT), 1);
			this.pendingEmbeddings.markIfNeeded(tx, written.id(), written.contentHash(), this.runId);
		}
		this.dirtySources.remove(tx, source);
	}

}
