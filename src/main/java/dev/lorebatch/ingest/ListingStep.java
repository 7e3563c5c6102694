package dev.lorebatch.ingest;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunProject;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * One partition of the phase ingest: the issues or the merge requests of one project. It
 * is no chunk-oriented step, because partitions run at the same time and everything of
 * one execution is better kept on its stack than in readers and writers that have to be
 * told apart. Nothing of it runs in a transaction, because it waits for the network.
 */
class ListingStep extends AbstractStep {

	private final JobRepository jobRepository;

	private final PhaseListener phases;

	private final PhaseProgress progress;

	private final ProjectListing listing;

	private final OpenEntities openEntities;

	private final Reconciliation reconciliation;

	private final RunProjectRows rows;

	private final RunViews views;

	private final RunFailures failures;

	private final ListingOutages outages;

	private final WriteTransactions transactions;

	ListingStep(JobRepository jobRepository, PhaseListener phases, PhaseProgress progress, ProjectListing listing,
			OpenEntities openEntities, Reconciliation reconciliation, RunProjectRows rows, RunViews views,
			RunFailures failures, ListingOutages outages, WriteTransactions transactions) {
		super(jobRepository);
		this.jobRepository = jobRepository;
		this.phases = phases;
		this.progress = progress;
		this.listing = listing;
		this.openEntities = openEntities;
		this.reconciliation = reconciliation;
		this.rows = rows;
		this.views = views;
		this.failures = failures;
		this.outages = outages;
		this.transactions = transactions;
		setName(Phase.INGEST.stepName());
	}

	@Override
	protected void doExecute(StepExecution stepExecution) throws JobInterruptedException {
		ProjectSyncRequest request = RunParameters.projects(stepExecution);
		PartitionState state = new PartitionState(stepExecution.getExecutionContext());
		Partition partition = new Partition(stepExecution, this.jobRepository, this.phases, this.progress);
		PhaseListener.beginAttempt(stepExecution.getExecutionContext());
		try {
			partition.requireRunning();
			this.outages.requireNone();
			beginView(request, state);
			read(request, state, partition);
			this.outages.succeeded();
			requireNoGap(state);
		}
		catch (LoreException ex) {
			if (ex.exitCode() == ExitCode.INTERRUPTED) {
				throw new JobInterruptedException("stopped in ingest");
			}
			noteFailure(request.runId(), state, ex);
			throw ex;
		}
		finally {
			this.phases.update(stepExecution.getExecutionContext());
		}
		requireAllWritten(request, state);
	}

	/**
	 * All the rest is stored by then, so that only what is missing is.
	 */
	private static void requireNoGap(PartitionState state) {
		String failure = state.gapFailure();
		if (failure != null) {
			throw new RowsMissingException(state.kind(), failure, state.isGapPermanent());
		}
	}

	private void read(ProjectSyncRequest request, PartitionState state, Partition partition)
			throws JobInterruptedException {
		boolean listedBefore = state.isListed();
		this.reconciliation.decide(request, state);
		if (!listedBefore) {
			this.listing.read(request, state, partition);
		}
		this.openEntities.readOpen(request, state, partition);
		this.openEntities.readMissing(request, state, listedBefore ? "" : request.runId(), partition);
		this.reconciliation.read(request, state, partition);
		this.transactions.run((tx) -> {
			this.rows.markListed(tx, request.runId(), state.projectId(), state.kind(), listed(state));
			this.reconciliation.markEnded(tx, request, state);
		});
	}

	/**
	 * What an earlier attempt read counts if its view is known to see at least as much,
	 * and no rows were missing; else the partition starts anew.
	 */
	private void beginView(ProjectSyncRequest request, PartitionState state) {
		View view = this.views.find(request.runId(), state.projectId());
		boolean covered = state.viewId() == 0 || this.views.find(state.viewId()).covers(view);
		if (!covered || state.gapFailure() != null) {
			state.startAnew();
		}
		state.viewId(view.id());
	}

	private static RunProject.Listed listed(PartitionState state) {
		return new RunProject.Listed(true, state.counter("listed"),
				state.counter("inserted") + state.counter("updated"),
				(state.seenSince() > 0 || state.counter("gone") > 0) ? state.counter("gone") : null);
	}

	/**
	 * A partition that could not write an entity failed, so that a restart tries it
	 * again. What an earlier run could not write, and GitLab does not give now, is owed
	 * and no failure of this one.
	 */
	private void requireAllWritten(ProjectSyncRequest request, PartitionState state) {
		if (this.failures.hasMissing(request.runId(), state.projectId(), state.kind())) {
			throw new TransformException("run %s could not write all %s of project %d".formatted(request.runId(),
					state.kind().resource(), state.projectId()));
		}
	}

	/**
	 * A token that is not accepted, or a database that fails, is no matter of the
	 * project.
	 */
	private void noteFailure(String runId, PartitionState state, LoreException failure) {
		if (failure instanceof GitLabException gitlab && gitlab.kind() != Kind.AUTHENTICATION) {
			this.outages.failed(gitlab);
		}
		else if (!(failure instanceof TransformException || failure instanceof RowsMissingException)) {
			return;
		}
		RunProject.Failure row = RunProject.Failure.of(failure);
		this.transactions.run((tx) -> this.rows.markFailed(tx, runId, state.projectId(), row));
	}

}
