package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.intake.PreparedEntity;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.QueueListener;
import dev.lorebatch.queue.QueueListener.QueuedEntity;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Writes each entity in one immediate transaction: its row, its children, its dirty row,
 * its dependent jobs and its line in the ledger, or nothing of it. An entity that cannot
 * be transformed is noted and does not stop the others; the step fails at its end.
 */
public class EntityItemWriter implements ItemWriter<IngestItem>, StepExecutionListener {

	private final MirrorTransactions transactions;

	private final EntityIntake intake;

	private final RunEntities runEntities;

	private final QueueListener queue;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private final List<TransformException> failures = new ArrayList<>();

	private String runId = "";

	private long attempt;

	public EntityItemWriter(MirrorTransactions transactions, EntityIntake intake, RunEntities runEntities,
			QueueListener queue, PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.intake = intake;
		this.runEntities = runEntities;
		this.queue = queue;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.runId = RunParameters.request(stepExecution).runId();
		this.attempt = stepExecution.getJobExecutionId();
		this.failures.clear();
		this.runEntities.countChanges(this.runId)
			.forEach((change, count) -> PhaseCounters.set(stepExecution.getExecutionContext(), change, count));
	}

	@Override
	public void write(Chunk<? extends IngestItem> chunk) {
		for (IngestItem item : chunk) {
			write(item);
			this.progress.advanced(Phase.INGEST, 1);
		}
	}

	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		boolean completed = stepExecution.getStatus() == BatchStatus.COMPLETED;
		if (!completed || !this.failures.isEmpty()) {
			this.queue.withdrawn();
		}
		if (completed && !this.failures.isEmpty()) {
			stepExecution.setStatus(BatchStatus.FAILED);
			stepExecution.addFailureException(this.failures.get(0));
			return ExitStatus.FAILED;
		}
		return null;
	}

	private void write(IngestItem item) {
		PreparedEntity prepared;
		try {
			prepared = this.intake.prepare(item.entity(), item.payload(), item.project());
		}
		catch (TransformException ex) {
			this.failures.add(ex);
			this.queue.withdrawn();
			this.counters.add("transform_failed", 1);
			this.transactions.run(this.runId, (tx) -> this.runEntities.markFailed(tx, this.runId,
					List.of(EntityFailure.ofTransform(item.entity(), ex))));
			return;
		}
		EntityIntake.Written written = this.transactions.call(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_ENTITY_COMMIT, FailPoint.AFTER_ENTITY_COMMIT);
			return this.intake.write(tx, this.runId, prepared, item.fetch(), item.fetch());
		});
		this.counters.add(written.change().value(), 1);
		if (this.failures.isEmpty()) { // else the run ends with this phase
			this.queue.queued(new QueuedEntity(this.runId, this.attempt, item.project(), written.projectId(),
					item.entity(), written.id()));
		}
	}

}
