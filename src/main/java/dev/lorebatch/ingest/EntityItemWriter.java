package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.Change;
import dev.lorebatch.mirror.Entities;
import dev.lorebatch.mirror.IssueRow;
import dev.lorebatch.mirror.MergeRequestRow;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.ProjectRow;
import dev.lorebatch.mirror.Projects;
import dev.lorebatch.mirror.ReferenceParser;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.EntityOutcome;
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

	private final Projects projects;

	private final Entities entities;

	private final References references;

	private final DirtySources dirtySources;

	private final DependentJobs dependentJobs;

	private final RunEntities runEntities;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private final List<TransformException> failures = new ArrayList<>();

	private String runId = "";

	public EntityItemWriter(MirrorTransactions transactions, Projects projects, Entities entities,
			References references, DirtySources dirtySources, DependentJobs dependentJobs, RunEntities runEntities,
			PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.projects = projects;
		this.entities = entities;
		this.references = references;
		this.dirtySources = dirtySources;
		this.dependentJobs = dependentJobs;
		this.runEntities = runEntities;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.runId = RunParameters.request(stepExecution).runId();
		this.failures.clear();
		this.runEntities.countChanges(this.runId)
			.forEach((change, count) -> PhaseCounters.set(stepExecution.getExecutionContext(), change, count));
	}

	@Override
	public void write(Chunk<? extends IngestItem> chunk) {
		for (IngestItem item : chunk) {
			this.transactions.run(this.runId, (tx) -> {
				FailPoints.atCommit(FailPoint.BEFORE_ENTITY_COMMIT, FailPoint.AFTER_ENTITY_COMMIT);
				write(tx, item);
			});
			this.progress.advanced(Phase.INGEST, 1);
		}
	}

	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		if (stepExecution.getStatus() == BatchStatus.COMPLETED && !this.failures.isEmpty()) {
			stepExecution.setStatus(BatchStatus.FAILED);
			stepExecution.addFailureException(this.failures.get(0));
			return ExitStatus.FAILED;
		}
		return null;
	}

	private void write(WriteTransaction tx, IngestItem item) {
		EntityRef entity = item.entity();
		Transformed transformed;
		try {
			transformed = transform(item);
		}
		catch (TransformException ex) {
			this.failures.add(ex);
			this.counters.add("transform_failed", 1);
			this.runEntities.markFailed(tx, this.runId,
					List.of(new EntityFailure(entity, EntityOutcome.TRANSFORM_FAILED, null, ExitCode.TRANSFORM.name(),
							String.valueOf(ex.getMessage()), 1)));
			return;
		}
		long projectId = this.projects.write(tx, transformed.project());
		Entities.Ingested ingested = (transformed.issue() != null)
				? this.entities.write(tx, projectId, transformed.issue())
				: this.entities.write(tx, projectId, java.util.Objects.requireNonNull(transformed.mergeRequest()));
		if (ingested.change() != Change.STALE_SKIPPED) {
			Parent parent = new Parent(entity.kind(), projectId, ingested.id(), entity.iid());
			this.references.replace(tx, parent, "description",
					ReferenceParser.parse(item.payload().optionalText("description"), "mentions",
							transformed.project().path(), ProjectPath.server(item.project())));
		}
		SourceType source = (entity.kind() == EntityKind.ISSUE) ? SourceType.ISSUE : SourceType.MERGE_REQUEST;
		this.dirtySources.mark(tx, source, ingested.id(), this.runId);
		this.dependentJobs.enqueue(tx, this.runId, projectId, entity, ingested.id());
		this.runEntities.markIngested(tx, this.runId, entity, ingested.change().value(), transformed.updatedAt());
		this.counters.add(ingested.change().value(), 1);
	}

	private static Transformed transform(IngestItem item) {
		Payload project = item.project();
		ProjectRow projectRow = new ProjectRow(project.id("id"), ProjectPath.of(project), project.optionalText("name"),
				project.optionalText("web_url"));
		if (item.entity().kind() == EntityKind.ISSUE) {
			IssueRow row = IssueTransform.toRow(item.payload(), item.entity().iid());
			return new Transformed(projectRow, row, null, row.updatedAt());
		}
		MergeRequestRow row = MergeRequestTransform.toRow(item.payload(), item.entity().iid());
		return new Transformed(projectRow, null, row, row.updatedAt());
	}

	private record Transformed(ProjectRow project, @Nullable IssueRow issue, @Nullable MergeRequestRow mergeRequest,
			@Nullable String updatedAt) {

	}

}
