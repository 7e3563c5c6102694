package dev.lorebatch.preflight;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.Asked;
import dev.lorebatch.run.DisplacedProject;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.PhaseWarnings;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.view.TokenUser;

/**
 * The phase preflight: fetches, notes the outcome of every entity in the ledger, hands
 * the payloads to ingest. An entity that an earlier attempt of the run wrote and that is
 * not found now is no failure: the later phases find out whether it is gone. Must not run
 * inside a transaction, because it waits for the network.
 */
public class PreflightTasklet implements Tasklet {

	private final PreflightService preflight;

	private final RunPayloads payloads;

	private final RunEntities entities;

	private final PathOwners owners;

	private final RunProjectIdentity identity;

	private final RunFetches fetches;

	private final ViewNotes views;

	private final WriteTransactions transactions;

	private final PhaseProgress progress;

	private final RunLeases leases;

	private final GitLabClock gitlabClock;

	private final Clock clock;

	private final Ticker ticker;

	PreflightTasklet(PreflightService preflight, RunPayloads payloads, RunEntities entities, PathOwners owners,
			RunProjectIdentity identity, RunFetches fetches, ViewNotes views, WriteTransactions transactions,
			PhaseProgress progress, RunLeases leases, GitLabClock gitlabClock, Clock clock, Ticker ticker) {
		this.preflight = preflight;
		this.payloads = payloads;
		this.entities = entities;
		this.owners = owners;
		this.identity = identity;
		this.fetches = fetches;
		this.views = views;
		this.transactions = transactions;
		this.progress = progress;
		this.leases = leases;
		this.gitlabClock = gitlabClock;
		this.clock = clock;
		this.ticker = ticker;
	}

	@Override
	public RepeatStatus execute(StepContribution contribution, ChunkContext chunkContext)
			throws JobInterruptedException {
		StepExecution stepExecution = contribution.getStepExecution();
		SurgicalRequest request = RunParameters.surgical(stepExecution);
		this.progress.started(Phase.PREFLIGHT, request.entities().size());
		Asked.Moment begin = Asked.now(this.clock, this.ticker);
		long fetch = this.transactions.call((tx) -> this.fetches.begin(tx, request.runId()));
		TokenOwner.Answering owner = this.views.ask(fetch);
		PreflightReport report;
		try {
			report = interruptible(() -> this.preflight.check(request, this.owners))
				.withoutAbsent(this.entities.findIngested(request.runId()));
		}
		finally {
			owner.settle();
		}
		TokenUser user = join(owner);
		Asked asked = begin.answered(this.gitlabClock);
		this.identity.require(request, new ResolvedProject(report.project(), fetch));
		this.transactions.run((tx) -> {
			this.leases.verifyHeld(tx, request.runId()); // it may have been suspended
			this.entities.markFound(tx, request.runId(), report.found().keySet(), asked);
			this.entities.markFailed(tx, request.runId(), report.failures());
			this.views.note(tx, request.runId(), fetch, user, List.of(new ResolvedProject(report.project(), fetch)));
		});
		warn(stepExecution, this.views.warning(request.runId(), false), List.of());
		this.progress.advanced(Phase.PREFLIGHT, request.entities().size());
		PhaseCounters.add(stepExecution.getExecutionContext(), "found", report.found().size());
		PhaseCounters.add(stepExecution.getExecutionContext(), "failed", report.failures().size());
		report.requireComplete();
		List<DisplacedProject> displaced = interruptible(
				() -> this.owners.findDisplaced(List.of(new ResolvedProject(report.project(), fetch)), fetch));
		warn(stepExecution, this.views.warning(request.runId(), false), displaced);
		this.payloads.put(request.runId(), new RunPayloads.Fetched(report.project(), report.found(), fetch, displaced));
		return RepeatStatus.FINISHED;
	}

	/**
	 * Says that the view changed, and what became of projects that had the path of one of
	 * the run.
	 * @param ofViews {@code null} if the view did not change
	 */
	static void warn(StepExecution stepExecution, @Nullable String ofViews, List<DisplacedProject> displaced) {
		String warning = Stream.concat(Stream.ofNullable(ofViews), displaced.stream().map(DisplacedProject::describe))
			.collect(Collectors.joining("; "));
		PhaseWarnings.set(stepExecution, warning.isEmpty() ? null : warning);
	}

	/**
	 * Asks GitLab; a request to stop ends the job as stopped, and not as failed.
	 */
	static <T> T interruptible(Supplier<T> requests) throws JobInterruptedException {
		try {
			return requests.get();
		}
		catch (GitLabException ex) {
			throw interruptedIfCancelled(ex);
		}
	}

	private static @Nullable TokenUser join(TokenOwner.Answering owner) throws JobInterruptedException {
		try {
			return owner.join();
		}
		catch (GitLabException ex) {
			throw interruptedIfCancelled(ex);
		}
	}

	private static GitLabException interruptedIfCancelled(GitLabException ex) throws JobInterruptedException {
		if (ex.kind() == GitLabException.Kind.CANCELLED) {
			throw new JobInterruptedException("stopped in preflight");
		}
		return ex;
	}

}
