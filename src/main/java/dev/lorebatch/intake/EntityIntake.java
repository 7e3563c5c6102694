package dev.lorebatch.intake;

import java.util.Objects;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.mirror.Change;
import dev.lorebatch.mirror.DependentSets;
import dev.lorebatch.mirror.Entities;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.ProjectRow;
import dev.lorebatch.mirror.Projects;
import dev.lorebatch.mirror.ReferenceParser;
import dev.lorebatch.mirror.ReferenceRow;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.queue.DependentStates.Proof;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.JobType;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.run.Receipt;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFetches;

/**
 * Writes one issue or merge request for a run: its row, its children, its dirty row, its
 * dependent jobs and its line in the ledger. A row of the mirror that was asked for later
 * than the payload stays; what follows from it is queued all the same.
 */
public class EntityIntake {

	private final Projects projects;

	private final Entities entities;

	private final References references;

	private final DirtySources dirtySources;

	private final DependentJobs dependentJobs;

	private final DependentStates states;

	private final RunEntities runEntities;

	private final RunFetches fetches;

	private final DependentSets sets = new DependentSets();

	public EntityIntake(Projects projects, Entities entities, References references, DirtySources dirtySources,
			DependentJobs dependentJobs, DependentStates states, RunEntities runEntities, RunFetches fetches) {
		this.projects = projects;
		this.entities = entities;
		this.references = references;
		this.dirtySources = dirtySources;
		this.dependentJobs = dependentJobs;
		this.states = states;
		this.runEntities = runEntities;
		this.fetches = fetches;
	}

	/**
	 * Transforms a payload; needs no transaction.
	 * @throws dev.lorebatch.entity.TransformException if it cannot be turned into a row
	 */
	public PreparedEntity prepare(EntityRef entity, Payload payload, Payload project) {
		String path = ProjectPath.of(project);
		Set<ReferenceRow> mentions = ReferenceParser.parse(payload.optionalText("description"), "mentions", path,
				ProjectPath.server(project));
		boolean issue = entity.kind() == EntityKind.ISSUE;
		return new PreparedEntity(entity, row(project), issue ? IssueTransform.toRow(payload, entity.iid()) : null,
				issue ? null : MergeRequestTransform.toRow(payload, entity.iid()), mentions);
	}

	/**
	 * Writes the entity and queues all its dependent sets, in the given transaction.
	 * @param fetch the number of the fetch its payload comes from
	 * @param projectFetch that of the project
	 */
	public Written write(WriteTransaction tx, String runId, PreparedEntity prepared, long fetch, long projectFetch) {
		return write(tx, runId, prepared, fetch, projectFetch, false);
	}

	/**
	 * The same, but leaves what follows from the entity alone if nothing of it changed
	 * and its dependent sets are proven to belong to this state of it.
	 */
	public Written writeIfChanged(WriteTransaction tx, String runId, PreparedEntity prepared, long fetch,
			long projectFetch) {
		return write(tx, runId, prepared, fetch, projectFetch, true);
	}

	/**
	 * Writes the project alone.
	 * @return its local id
	 */
	public long writeProject(WriteTransaction tx, Payload project, long fetch) {
		return this.projects.write(tx, row(project), fetch);
	}

	/**
	 * Marks a project as gone that GitLab answered 404 to.
	 */
	public void markProjectGone(WriteTransaction tx, long gitlabId, String runId, long fetch) {
		this.projects.markGone(tx, gitlabId, runId, fetch);
	}

	private Written write(WriteTransaction tx, String runId, PreparedEntity prepared, long fetch, long projectFetch,
			boolean onlyIfChanged) {
		EntityRef entity = prepared.entity();
		long projectId = this.projects.write(tx, prepared.project(), projectFetch);
		Entities.Ingested ingested = (prepared.issue() != null)
				? this.entities.write(tx, projectId, prepared.issue(), fetch)
				: this.entities.write(tx, projectId, Objects.requireNonNull(prepared.mergeRequest()), fetch);
		Parent parent = new Parent(entity.kind(), projectId, ingested.id(), entity.iid());
		if (ingested.change() != Change.STALE_SKIPPED) {
			this.references.replace(tx, parent, "description", prepared.mentions());
		}
		if (ingested.replaced()) {
			forgetSets(tx, runId, parent, fetch);
		}
		EntityVersion version = this.entities.findVersion(tx, parent);
		Proof proof = (onlyIfChanged && !ingested.change().isWrite())
				? this.states.proof(tx, runId, projectId, entity.kind(), ingested.id(), version) : Proof.OPEN;
		boolean proven = proof == Proof.PROVEN;
		if (!proven) {
			queue(tx, runId, parent, version, fetch);
		}
		if (ingested.change() == Change.STALE_SKIPPED && prepared.version().isDatedAfter(version)) {
			// Asked for earlier, but perhaps answered later: only another look can tell
			this.states.markOpen(tx, entity.kind(), ingested.id(), prepared.version());
		}
		this.runEntities.markIngested(tx, runId, entity, ingested.change().value(), version);
		return new Written(ingested.id(), projectId, ingested.change(), !proven, proof == Proof.OF_OTHER_VIEW,
				ingested.back());
	}

	/**
	 * Turns down sets that were asked for when the IID was another entity's, and has this
	 * run fetch again what it fetched then.
	 */
	private void forgetSets(WriteTransaction tx, String runId, Parent parent, long fetch) {
		JobType.of(parent.kind()).forEach((type) -> this.sets.admit(tx, parent, type.value(), fetch));
		this.dependentJobs.reopen(tx, runId, new EntityRef(parent.kind(), parent.iid()), parent.id());
	}

	private void queue(WriteTransaction tx, String runId, Parent parent, EntityVersion version, long fetch) {
		EntityKind kind = parent.kind();
		SourceType source = (kind == EntityKind.ISSUE) ? SourceType.ISSUE : SourceType.MERGE_REQUEST;
		this.dirtySources.mark(tx, source, parent.id(), runId);
		this.dependentJobs.enqueue(tx, runId, parent.projectId(), new EntityRef(kind, parent.iid()), parent.id());
		this.states.markQueued(tx, runId, parent.projectId(), kind, parent.id(), version,
				Receipt.settlesAt(version.updatedAt(), this.fetches.askedAt(tx, fetch)));
	}

	private static ProjectRow row(Payload project) {
		return new ProjectRow(project.id("id"), ProjectPath.of(project), project.optionalText("name"),
				project.optionalText("web_url"));
	}

	/**
	 * The local id of the entity and what writing it did.
	 *
	 * @param projectId the local id of its project
	 * @param queued whether its dependent sets were queued
	 * @param again whether they were queued only because another view had read them
	 * @param back whether it had been gone
	 */
	public record Written(long id, long projectId, Change change, boolean queued, boolean again, boolean back) {

	}

}
