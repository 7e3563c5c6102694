package dev.lorebatch.intake;

import java.util.Objects;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.mirror.Change;
import dev.lorebatch.mirror.Entities;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.ProjectRow;
import dev.lorebatch.mirror.Projects;
import dev.lorebatch.mirror.ReferenceParser;
import dev.lorebatch.mirror.ReferenceRow;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.run.RunEntities;

/**
 * Writes one issue or merge request for a run: its row, its children, its dirty row, its
 * dependent jobs and its line in the ledger. A row of the mirror that is newer than the
 * payload, or was asked for later, stays; what follows from it is queued all the same.
 */
public class EntityIntake {

	private final Projects projects;

	private final Entities entities;

	private final References references;

	private final DirtySources dirtySources;

	private final DependentJobs dependentJobs;

	private final RunEntities runEntities;

	public EntityIntake(Projects projects, Entities entities, References references, DirtySources dirtySources,
			DependentJobs dependentJobs, RunEntities runEntities) {
		this.projects = projects;
		this.entities = entities;
		this.references = references;
		this.dirtySources = dirtySources;
		this.dependentJobs = dependentJobs;
		this.runEntities = runEntities;
	}

	/**
	 * Transforms a payload; needs no transaction.
	 * @throws dev.lorebatch.entity.TransformException if it cannot be turned into a row
	 */
	public PreparedEntity prepare(EntityRef entity, Payload payload, Payload project) {
		String path = ProjectPath.of(project);
		ProjectRow projectRow = new ProjectRow(project.id("id"), path, project.optionalText("name"),
				project.optionalText("web_url"));
		Set<ReferenceRow> mentions = ReferenceParser.parse(payload.optionalText("description"), "mentions", path,
				ProjectPath.server(project));
		boolean issue = entity.kind() == EntityKind.ISSUE;
		return new PreparedEntity(entity, projectRow, issue ? IssueTransform.toRow(payload, entity.iid()) : null,
				issue ? null : MergeRequestTransform.toRow(payload, entity.iid()), mentions);
	}

	/**
	 * Writes the entity, all of it in the given transaction.
	 * @param fetch the number of the fetch its payload comes from
	 * @param projectFetch that of the project
	 */
	public Written write(WriteTransaction tx, String runId, PreparedEntity prepared, long fetch, long projectFetch) {
		EntityRef entity = prepared.entity();
		long projectId = this.projects.write(tx, prepared.project(), projectFetch);
		Entities.Ingested ingested = (prepared.issue() != null)
				? this.entities.write(tx, projectId, prepared.issue(), fetch)
				: this.entities.write(tx, projectId, Objects.requireNonNull(prepared.mergeRequest()), fetch);
		Parent parent = new Parent(entity.kind(), projectId, ingested.id(), entity.iid());
		if (ingested.change() != Change.STALE_SKIPPED) {
			this.references.replace(tx, parent, "description", prepared.mentions());
		}
		SourceType source = (entity.kind() == EntityKind.ISSUE) ? SourceType.ISSUE : SourceType.MERGE_REQUEST;
		this.dirtySources.mark(tx, source, ingested.id(), runId);
		this.dependentJobs.enqueue(tx, runId, projectId, entity, ingested.id());
		this.runEntities.markIngested(tx, runId, entity, ingested.change().value(),
				this.entities.findVersion(tx, parent));
		return new Written(ingested.id(), ingested.change());
	}

	/**
	 * The local id of the entity and what writing it did.
	 */
	public record Written(long id, Change change) {

	}

}
