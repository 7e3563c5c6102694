package dev.lorebatch.intake;

import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.mirror.IssueRow;
import dev.lorebatch.mirror.MergeRequestRow;
import dev.lorebatch.mirror.ProjectRow;
import dev.lorebatch.mirror.ReferenceRow;

/**
 * A payload that passed the transformation, ready to be written.
 */
public final class PreparedEntity {

	private final EntityRef entity;

	private final ProjectRow project;

	private final @Nullable IssueRow issue;

	private final @Nullable MergeRequestRow mergeRequest;

	private final Set<ReferenceRow> mentions;

	PreparedEntity(EntityRef entity, ProjectRow project, @Nullable IssueRow issue,
			@Nullable MergeRequestRow mergeRequest, Set<ReferenceRow> mentions) {
		this.entity = entity;
		this.project = project;
		this.issue = issue;
		this.mergeRequest = mergeRequest;
		this.mentions = mentions;
	}

	public EntityRef entity() {
		return this.entity;
	}

	ProjectRow project() {
		return this.project;
	}

	@Nullable IssueRow issue() {
		return this.issue;
	}

	@Nullable MergeRequestRow mergeRequest() {
		return this.mergeRequest;
	}

	/**
	 * The state that the payload shows.
	 */
	EntityVersion version() {
		if (this.issue != null) {
			return new EntityVersion(this.issue.updatedAt(), this.issue.userNotesCount());
		}
		MergeRequestRow row = Objects.requireNonNull(this.mergeRequest);
		return new EntityVersion(row.updatedAt(), row.userNotesCount());
	}

	/**
	 * References in the description.
	 */
	Set<ReferenceRow> mentions() {
		return this.mentions;
	}

}
