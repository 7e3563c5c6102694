package dev.lorebatch.ingest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.partition.support.SimpleStepExecutionSplitter;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * Makes a partition for the issues and one for the merge requests of each project of the
 * run, named {@code ingest:12:issue}. Those that an earlier attempt completed are left
 * out, unless its view saw less than that of this attempt; the others go on with their
 * context.
 */
class ProjectSplitter implements StepExecutionSplitter {

	private final JobRepository jobRepository;

	private final RunProjects projects;

	private final PathTakeover takeover;

	private final ReferenceUpdate references;

	private final RunViews views;

	private final ListingOutages outages;

	private final PhaseProgress progress;

	ProjectSplitter(JobRepository jobRepository, RunProjects projects, PathTakeover takeover,
			ReferenceUpdate references, RunViews views, ListingOutages outages, PhaseProgress progress) {
		this.jobRepository = jobRepository;
		this.projects = projects;
		this.takeover = takeover;
		this.references = references;
		this.views = views;
		this.outages = outages;
		this.progress = progress;
	}

	@Override
	public String getStepName() {
		return Phase.INGEST.stepName();
	}

	@Override
	public Set<StepExecution> split(StepExecution stepExecution, int gridSize) throws JobExecutionException {
		this.outages.begin();
		this.takeover.begin(RunParameters.request(stepExecution).runId());
		this.references.begin(stepExecution);
		this.progress.started(Phase.INGEST, 0); // it grows with every page
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		for (ResolvedProject project : this.projects.findAll(RunParameters.request(stepExecution).runId())) {
			for (EntityKind kind : EntityKind.values()) {
				if (project.isEnabled(kind)) {
					contexts.put("%d:%s".formatted(project.gitlabId(), kind.value()),
							PartitionState.begin(project.gitlabId(), kind));
				}
			}
		}
		Map<String, ExecutionContext> rest = new LinkedHashMap<>(contexts);
		Map<String, ExecutionContext> again = new LinkedHashMap<>();
		contexts.forEach((name, context) -> {
			if (isReadWithLess(stepExecution, name, new PartitionState(context).projectId())) {
				again.put(name, context);
				rest.remove(name);
			}
		});
		Set<StepExecution> partitions = new LinkedHashSet<>(split(stepExecution, gridSize, rest, false));
		partitions.addAll(split(stepExecution, gridSize, again, true));
		partitions.forEach((partition) -> complete(partition, contexts));
		return partitions;
	}

	private Set<StepExecution> split(StepExecution stepExecution, int gridSize, Map<String, ExecutionContext> contexts,
			boolean evenIfComplete) throws JobExecutionException {
		if (contexts.isEmpty()) {
			return Set.of();
		}
		SimpleStepExecutionSplitter splitter = new SimpleStepExecutionSplitter(this.jobRepository, getStepName(),
				(size) -> contexts);
		splitter.setAllowStartIfComplete(evenIfComplete);
		return splitter.split(stepExecution, gridSize);
	}

	/**
	 * Whether an earlier attempt completed the partition with a view that is not known to
	 * see as much as the present one.
	 */
	private boolean isReadWithLess(StepExecution stepExecution, String name, long projectId) {
		StepExecution last = this.jobRepository.getLastStepExecution(stepExecution.getJobExecution().getJobInstance(),
				getStepName() + ":" + name);
		if (last == null || last.getStatus() != BatchStatus.COMPLETED) {
			return false;
		}
		View view = this.views.find(RunParameters.request(stepExecution).runId(), projectId);
		return !this.views.find(PartitionState.viewId(last.getExecutionContext())).covers(view);
	}

	/**
	 * The repository commits a step execution before its context, so a process that dies
	 * in between leaves a partition that knows nothing, and a restart goes on with that.
	 */
	private static void complete(StepExecution partition, Map<String, ExecutionContext> contexts) {
		ExecutionContext context = partition.getExecutionContext();
		String name = partition.getStepName().substring(Phase.INGEST.stepName().length() + 1);
		ExecutionContext begun = contexts.get(name);
		if (begun == null) {
			throw new IllegalStateException("No project belongs to " + partition.getStepName());
		}
		begun.entrySet()
			.stream()
			.filter((entry) -> !context.containsKey(entry.getKey()))
			.forEach((entry) -> context.put(entry.getKey(), entry.getValue()));
	}

}
