package dev.lorebatch.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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

/**
 * Makes a partition for the issues and one for the merge requests of each project of the
 * run, named {@code ingest:12:issue}. Those that an earlier attempt completed are left
 * out; the others go on with their context.
 */
class ProjectSplitter implements StepExecutionSplitter {

	private final JobRepository jobRepository;

	private final RunProjects projects;

	private final PathTakeover takeover;

	private final ListingOutages outages;

	private final PhaseProgress progress;

	ProjectSplitter(JobRepository jobRepository, RunProjects projects, PathTakeover takeover, ListingOutages outages,
			PhaseProgress progress) {
		this.jobRepository = jobRepository;
		this.projects = projects;
		this.takeover = takeover;
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
		Set<StepExecution> partitions = new SimpleStepExecutionSplitter(this.jobRepository, getStepName(),
				(size) -> contexts)
			.split(stepExecution, gridSize);
		partitions.forEach((partition) -> complete(partition, contexts));
		return partitions;
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
