package dev.lorebatch.dependents;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.Listing;
import dev.lorebatch.mirror.ReferenceRow;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJob;

/**
 * Which merge requests close an issue, and which issues a merge request closes. The
 * latter may live in another project or, for external trackers, in none.
 */
class ClosingFetcher implements DependentFetcher {

	private final GitLabClient gitlab;

	private final References references;

	ClosingFetcher(GitLabClient gitlab, References references) {
		this.gitlab = gitlab;
		this.references = references;
	}

	@Override
	public PreparedSet fetch(ProjectContext project, DependentJob job) {
		Listing listing = this.gitlab.children(project.gitlabId(), job.entity(), job.type().value());
		boolean ofIssue = job.entity().kind() == EntityKind.ISSUE;
		String type = ofIssue ? "closed_by" : "closes";
		EntityKind targetKind = ofIssue ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
		Set<ReferenceRow> rows = new LinkedHashSet<>();
		for (Payload target : listing.items()) {
			rows.add(toRow(target, type, targetKind, project));
		}
		return new PreparedSet(listing.pages(), rows.size(), (tx, parent, runId,
				absent) -> this.references.replace(tx, parent, job.type().value(), rows, absent).deleted());
	}

	private static ReferenceRow toRow(Payload target, String type, EntityKind kind, ProjectContext project) {
		if (target.json().get("iid") == null) {
			return new ReferenceRow(type, "external", "", externalId(target));
		}
		String path = path(target);
		return new ReferenceRow(type, kind.value(), (path != null) ? path : project.path(),
				String.valueOf(target.id("iid")));
	}

	private static String externalId(Payload target) {
		String id = target.optionalText("id");
		if (id == null) {
			throw new TransformException("%s: a closed issue has neither iid nor id".formatted(target.name()));
		}
		return id;
	}

	/**
	 * The project in the full reference, {@code group/project#12}.
	 */
	private static @Nullable String path(Payload target) {
		Payload references = target.object("references");
		String full = (references != null) ? references.optionalText("full") : null;
		if (full == null) {
			return null;
		}
		int end = Math.max(full.lastIndexOf('#'), full.lastIndexOf('!'));
		return (end > 0) ? full.substring(0, end) : null;
	}

}
