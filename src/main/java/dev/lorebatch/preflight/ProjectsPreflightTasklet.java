package dev.lorebatch.preflight;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.preflight.ProjectsReport.ProjectFailure;
import dev.lorebatch.run.DisplacedProject;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunProject;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.view.TokenUser;

/**
 * The phase preflight of a run of whole projects: resolves them and notes those it could
 * not resolve. Must not run inside a transaction, because it waits for the network.
 */
public class ProjectsPreflightTasklet implements Tasklet {

	private final ProjectResolver resolver;

	private final PathOwners owners;

	private final RunProjectIdentity identity;

	private final RunProjects projects;

	private final RunProjectRows rows;

	private final RunFetches fetches;

	private final ViewNotes views;

	private final WriteTransactions transactions;

	private final RunLeases leases;

	private final PriceList prices;

	private final PhaseProgress progress;

	ProjectsPreflightTasklet(ProjectResolver resolver, PathOwners owners, RunProjectIdentity identity,
			RunProjects projects, RunProjectRows rows, RunFetches fetches, ViewNotes views,
			WriteTransactions transactions, RunLeases leases, PriceList prices, PhaseProgress progress) {
		this.resolver = resolver;
		this.owners = owners;
		this.identity = identity;
		this.projects = projects;
		this.rows = rows;
		this.fetches = fetches;
		this.views = views;
		this.transactions = transactions;
		this.leases = leases;
		this.prices = prices;
		this.progress = progress;
	}

	@Override
	public RepeatStatus execute(StepContribution contribution, ChunkContext chunkContext)
			throws JobInterruptedException {
		StepExecution stepExecution = contribution.getStepExecution();
		ProjectSyncRequest request = RunParameters.projects(stepExecution);
		this.progress.started(Phase.PREFLIGHT, request.projects().size());
		long fetch = this.transactions.call((tx) -> this.fetches.begin(tx, request.runId()));
		TokenOwner.Answering owner = this.views.ask(fetch);
		ProjectsReport report;
		List<DisplacedProject> displaced;
		try {
			ProjectsReport named = PreflightTasklet
				.interruptible(() -> this.resolver.resolve(request.projects(), fetch, this.owners));
			displaced = PreflightTasklet.interruptible(() -> this.owners.findDisplaced(named.projects(), fetch));
			List<String> left = findLeft(request, named, displaced);
			report = left.isEmpty() ? named
					: named.plus(PreflightTasklet.interruptible(() -> this.resolver.resolve(left, fetch, this.owners)));
		}
		finally {
			owner.settle();
		}
		Optional<TokenUser> user = PreflightTasklet.interruptible(() -> Optional.ofNullable(owner.join()));
		this.transactions.run((tx) -> {
			this.leases.verifyHeld(tx, request.runId()); // it may have been suspended
			this.rows.removeUnresolved(tx, request.runId());
			this.rows.markResolved(tx, request.runId(), report.projects());
			this.identity.forgetOthers(tx, request.runId(), report.projects(), displaced);
			report.failures()
				.forEach((failed) -> this.rows.markUnresolved(tx, request.runId(), failed.asked(), failure(failed)));
			this.views.note(tx, request.runId(), fetch, user.orElse(null), report.projects());
		});
		PreflightTasklet.warn(stepExecution, this.views.warning(request.runId(), true), displaced);
		this.progress.advanced(Phase.PREFLIGHT, request.projects().size());
		PhaseCounters.set(stepExecution.getExecutionContext(), "found", report.projects().size());
		PhaseCounters.set(stepExecution.getExecutionContext(), "failed", report.failures().size());
		report.requireAny();
		count(stepExecution.getExecutionContext(),
				this.prices.estimate(request.runId(), request.mode(), report.projects()));
		this.projects.put(request.runId(), report.projects(), displaced, report.named());
		return RepeatStatus.FINISHED;
	}

	/**
	 * Finds the projects that are not named any more and of which the run still owes
	 * sets, on a restart: one that left its group since is a project of the run all the
	 * same. One whose path another project has now is not.
	 * @return GitLab's ids
	 */
	private List<String> findLeft(ProjectSyncRequest request, ProjectsReport named, List<DisplacedProject> displaced) {
		if (!named.failures().isEmpty()) {
			return List.of(); // it may be one of these, and the run fails for it anyway
		}
		Set<Long> others = new HashSet<>();
		named.projects().forEach((project) -> others.add(project.gitlabId()));
		displaced.forEach((project) -> others.add(project.gitlabId()));
		return this.rows.findOwing(request.runId())
			.stream()
			.filter((id) -> !others.contains(id))
			.map(String::valueOf)
			.toList();
	}

	private static void count(ExecutionContext context, RunPrice price) {
		PhaseCounters.set(context, "estimated_entities", (int) Math.min(price.entities(), Integer.MAX_VALUE));
		PhaseCounters.set(context, "estimated_requests", (int) Math.min(price.requests(), Integer.MAX_VALUE));
	}

	private static RunProject.Failure failure(ProjectFailure failed) {
		return RunProject.Failure.of(failed.cause());
	}

}
