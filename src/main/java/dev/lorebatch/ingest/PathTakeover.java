package dev.lorebatch.ingest;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.FormerPaths;
import dev.lorebatch.mirror.GoneProjects;
import dev.lorebatch.run.DisplacedProject;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.RunParameters;

/**
 * The first content that a run writes if one of its projects has the path of another one
 * of the mirror: in one transaction those get their present path or the mark that they
 * are gone, and the projects of the run get theirs. Paths that GitLab answered with a
 * project of another one are noted. Then the entities of projects that are gone get their
 * tombstones, also those that an earlier run left. Usually there is nothing to do.
 */
class PathTakeover implements StepExecutionListener {

	private static final int BATCH = 50;

	/**
	 * Somebody waits for a surgical run; the next run of whole projects does the rest.
	 */
	private static final int BATCHES_OF_SURGICAL_RUN = 20;

	private final MirrorTransactions transactions;

	private final EntityIntake intake;

	private final GoneProjects gone;

	private final FormerPaths formerPaths = new FormerPaths();

	private final RunPayloads payloads;

	private final RunProjects projects;

	PathTakeover(MirrorTransactions transactions, EntityIntake intake, GoneProjects gone, RunPayloads payloads,
			RunProjects projects) {
		this.transactions = transactions;
		this.intake = intake;
		this.gone = gone;
		this.payloads = payloads;
		this.projects = projects;
	}

	/**
	 * For surgical runs, which write under the lock that they hold by now.
	 */
	@Override
	public void beforeStep(StepExecution stepExecution) {
		String runId = RunParameters.request(stepExecution).runId();
		RunPayloads.Fetched fetched = this.payloads.get(runId);
		if (fetched != null) {
			ResolvedProject project = new ResolvedProject(fetched.project(), fetched.fetch());
			takeOver(runId, fetched.displaced(), List.of(project));
			noteName(runId, project, RunParameters.surgical(stepExecution).project());
			markEntities(runId, BATCHES_OF_SURGICAL_RUN);
		}
	}

	/**
	 * For runs of whole projects.
	 */
	void begin(String runId) {
		List<ResolvedProject> found = this.projects.findAll(runId);
		takeOver(runId, this.projects.findDisplaced(runId), found);
		found.forEach((project) -> noteName(runId, project, this.projects.findName(runId, project.gitlabId())));
		markEntities(runId, Integer.MAX_VALUE);
	}

	private void takeOver(String runId, List<DisplacedProject> displaced, Collection<ResolvedProject> takers) {
		if (!displaced.isEmpty()) {
			this.transactions.run(runId, (tx) -> takeOver(tx, runId, displaced, takers));
		}
	}

	private void takeOver(WriteTransaction tx, String runId, List<DisplacedProject> displaced,
			Collection<ResolvedProject> takers) {
		long fetch = takers.iterator().next().fetch();
		for (DisplacedProject project : displaced) {
			if (project.present() != null) {
				this.intake.writeProject(tx, project.present().payload(), fetch);
			}
			else if (project.absent()) {
				this.intake.markProjectGone(tx, project.gitlabId(), runId, fetch);
			}
		}
		takers.forEach((taker) -> this.intake.writeProject(tx, taker.payload(), taker.fetch()));
	}

	/**
	 * Notes that GitLab answered a path with a project of another one: texts may have
	 * that path, too.
	 */
	private void noteName(String runId, ResolvedProject project, @Nullable String name) {
		if (name != null && !ProjectName.isNumeric(name) && !name.equalsIgnoreCase(project.path())) {
			this.transactions.run(runId, (tx) -> this.formerPaths.note(tx,
					this.intake.writeProject(tx, project.payload(), project.fetch()), name, project.fetch()));
		}
	}

	private void markEntities(String runId, int batches) {
		int left = batches;
		for (Long projectId : this.gone.findPending()) {
			for (EntityKind kind : EntityKind.values()) {
				left = markEntities(runId, projectId, kind, left);
			}
			if (left > 0) {
				this.transactions.run(runId, (tx) -> this.gone.markAll(tx, projectId));
			}
		}
	}

	/**
	 * @return how many batches are left
	 */
	private int markEntities(String runId, long projectId, EntityKind kind, int batches) {
		int left = batches;
		long after = 0;
		List<Long> marked = List.of(after);
		while (!marked.isEmpty() && left > 0) {
			long from = after;
			marked = this.transactions.call(runId, (tx) -> this.gone.markNext(tx, projectId, kind, from, BATCH));
			after = marked.isEmpty() ? after : marked.get(marked.size() - 1);
			left--;
		}
		return left;
	}

}
