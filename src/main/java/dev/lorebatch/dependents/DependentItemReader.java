package dev.lorebatch.dependents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RefusedSets;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.run.RunReceipts;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.PhaseWarnings;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.view.RunViews;

/**
 * Drains this run's queue and has what was fetched verified. It gives a batch of fetched
 * jobs at a time: when it is asked for the next one, all before are committed, so an
 * empty queue means that everything is in. The status of the queue's rows is the truth;
 * what a dead attempt had claimed is pending again when the step starts.
 */
public class DependentItemReader implements ItemReader<FetchedBatch>, StepExecutionListener {

	private static final int BATCH = 20;

	private final DependentJobs jobs;

	private final MirrorTransactions transactions;

	private final RunPayloads payloads;

	private final RunProjects projects;

	private final RunFetches fetches;

	private final Fetchers fetchers;

	private final FetchAhead ahead;

	private final RequestPool pool;

	private final GitLabClient gitlab;

	private final JdbcClient jdbc;

	private final RunReceipts receipts;

	private final RunViews views;

	private final Verifier verifier;

	private final AbsentSets absent;

	private final OwedEntities owed;

	private final VanishedEntities vanished;

	private final PhaseProgress progress;

	private @Nullable Execution execution;

	DependentItemReader(DependentJobs jobs, MirrorTransactions transactions, RunPayloads payloads, RunProjects projects,
			RunFetches fetches, Fetchers fetchers, FetchAhead ahead, RequestPool pool, GitLabClient gitlab,
			JdbcClient jdbc, RunReceipts receipts, RunViews views, Verifier verifier, AbsentSets absent,
			OwedEntities owed, VanishedEntities vanished, PhaseProgress progress) {
		this.jobs = jobs;
		this.transactions = transactions;
		this.payloads = payloads;
		this.projects = projects;
		this.fetches = fetches;
		this.fetchers = fetchers;
		this.ahead = ahead;
		this.pool = pool;
		this.gitlab = gitlab;
		this.jdbc = jdbc;
		this.receipts = receipts;
		this.views = views;
		this.verifier = verifier;
		this.absent = absent;
		this.owed = owed;
		this.vanished = vanished;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		RunRequest request = RunParameters.request(stepExecution);
		String runId = request.runId();
		RunPayloads.Fetched fetched = (request instanceof SurgicalRequest) ? fetched(runId) : null;
		Map<Long, ProjectContext> contexts = new LinkedHashMap<>();
		if (fetched != null) {
			add(contexts, fetched.project());
		}
		else {
			this.projects.findAll(runId).forEach((project) -> add(contexts, project.payload()));
		}
		this.transactions.run(runId, (tx) -> {
			contexts.keySet().forEach((projectId) -> reopen(tx, projectId, runId));
			this.receipts.forgetNotes(tx, runId);
		});
		PhaseWarnings.clear(stepExecution);
		long left = 0;
		for (Long projectId : contexts.keySet()) {
			DependentJobs.Progress progressNow = this.jobs.progress(projectId, runId);
			left += progressNow.total() - (long) progressNow.completed();
		}
		this.progress.started(Phase.DEPENDENTS, left);
		JobDrain drain = new JobDrain(this.jobs, this.fetches, this.transactions, runId, contexts.keySet(),
				new FetchWindow(this.pool, this.fetchers, contexts, this.ahead.take(stepExecution.getJobExecutionId())),
				stepExecution::isTerminateOnly);
		this.execution = new Execution(request, fetched, drain, this.vanished.begin(runId, contexts),
				new ReadableEntities(this.gitlab, contexts));
	}

	/**
	 * What an earlier attempt fetched with a view that is not known to see as much is
	 * fetched again.
	 */
	private void reopen(WriteTransaction tx, long projectId, String runId) {
		if (this.views.markFetching(tx, runId, projectId)) {
			this.jobs.reopenAll(tx, projectId, runId);
			this.receipts.forgetAll(tx, runId);
		}
		else {
			this.jobs.reopen(tx, projectId, runId);
		}
	}

	private RunPayloads.Fetched fetched(String runId) {
		RunPayloads.Fetched fetched = this.payloads.get(runId);
		if (fetched == null) {
			throw new IllegalStateException("Preflight left no project for run " + runId);
		}
		return fetched;
	}

	/**
	 * A project of which nothing was written has no jobs.
	 */
	private void add(Map<Long, ProjectContext> contexts, Payload project) {
		this.jdbc.sql("SELECT id FROM projects WHERE gitlab_id = ?")
			.param(project.id("id"))
			.query(Long.class)
			.optional()
			.ifPresent((id) -> contexts.put(id, ProjectContext.of(project)));
	}

	@Override
	public @Nullable FetchedBatch read() throws InterruptedException {
		if (this.execution == null) {
			throw new IllegalStateException("The step has not started");
		}
		List<FetchedJob> fetched = this.execution.next();
		return fetched.isEmpty() ? null : new FetchedBatch(fetched);
	}

	/**
	 * Gives back what was claimed but not delivered, so that nothing looks claimed after
	 * a run that ended in good order, and says what could not be verified.
	 */
	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		Execution ended = this.execution;
		this.execution = null;
		if (ended == null) {
			return null;
		}
		ended.drain.giveBack();
		this.fetchers.missingRoutes().clear();
		if (stepExecution.getStatus() != BatchStatus.COMPLETED) {
			return null;
		}
		String warning = (ended.request instanceof SurgicalRequest)
				? VerificationWarning.of(this.receipts.findUnproven(ended.request.runId()))
				: warnOfProjects(stepExecution, ended.request.runId());
		if (warning != null) {
			PhaseWarnings.set(stepExecution, warning);
		}
		if (ended.failure == null) {
			return null;
		}
		stepExecution.setStatus(BatchStatus.FAILED);
		stepExecution.addFailureException(ended.failure);
		return ExitStatus.FAILED;
	}

	private @Nullable String warnOfProjects(StepExecution stepExecution, String runId) {
		DependentStates states = new DependentStates(this.jdbc);
		String warning = Stream
			.of(Optional.ofNullable(VerificationWarning.of(states.findUnproven(runId))),
					Optional.ofNullable(RefusedSets.warning(states.findRefused(runId))),
					Optional.ofNullable(countOwed(stepExecution, runId)))
			.flatMap(Optional::stream)
			.collect(Collectors.joining("; "));
		return warning.isEmpty() ? null : warning;
	}

	private @Nullable String countOwed(StepExecution stepExecution, String runId) {
		List<Long> projectIds = this.projects.findAll(runId).stream().map(ResolvedProject::gitlabId).toList();
		int owed = this.owed.count(runId, projectIds);
		if (owed > 0 || stepExecution.getExecutionContext().containsKey("lore.owed")) {
			PhaseCounters.set(stepExecution.getExecutionContext(), "owed", owed);
		}
		return OwedEntities.describe(owed);
	}

	/**
	 * One execution of the step.
	 */
	private final class Execution {

		private final RunRequest request;

		private final RunPayloads.@Nullable Fetched preflight;

		private final JobDrain drain;

		private final VanishedEntities.Look look;

		private final ReadableEntities readable;

		private @Nullable TransformException failure;

		/**
		 * @param preflight {@code null} if the run is of whole projects: the next listing
		 * verifies it
		 */
		private Execution(RunRequest request, RunPayloads.@Nullable Fetched preflight, JobDrain drain,
				VanishedEntities.Look look, ReadableEntities readable) {
			this.request = request;
			this.preflight = preflight;
			this.drain = drain;
			this.look = look;
			this.readable = readable;
		}

		private List<FetchedJob> next() throws InterruptedException {
			List<FetchedJob> fetched = this.drain.next(BATCH);
			while (fetched.isEmpty() && this.drain.isDrained()
					&& (this.drain.goOnIfPending() || readAbsentAgain() || verify())) {
				this.drain.goOn();
				fetched = this.drain.next(BATCH);
			}
			return this.readable.judge(this.look.judge(fetched));
		}

		/**
		 * Has sets read again that were taken as empty because the server does not know
		 * the list, if that is contradicted since.
		 * @return whether there are such
		 */
		private boolean readAbsentAgain() {
			int again = DependentItemReader.this.absent.reopen(this.request.runId());
			DependentItemReader.this.progress.grew(Phase.DEPENDENTS, again);
			return again > 0;
		}

		/**
		 * Whether there is more to fetch.
		 */
		private boolean verify() {
			if (this.preflight == null || !(this.request instanceof SurgicalRequest surgical) || !surgical.verify()) {
				return false;
			}
			Verifier.Verified verified = DependentItemReader.this.verifier.verify(surgical.runId(), this.preflight);
			this.failure = (this.failure != null) ? this.failure : verified.failure();
			DependentItemReader.this.progress.grew(Phase.DEPENDENTS, verified.jobs());
			return verified.jobs() > 0;
		}

	}

}
