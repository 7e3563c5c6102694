package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.dependents.PreparedSet.Evidence;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.Listing;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.ResourceEventRow;
import dev.lorebatch.mirror.ResourceEvents;
import dev.lorebatch.mirror.ResourceEvents.Kind;
import dev.lorebatch.queue.DependentJob;

/**
 * State, label and milestone events: changes of these are no notes, they live only here
 * (https://docs.gitlab.com/api/resource_state_events/).
 */
class ResourceEventsFetcher implements DependentFetcher {

	private final GitLabClient gitlab;

	private final Kind kind;

	private final ResourceEvents events;

	private final RawPayloads rawPayloads;

	private final MissingRoutes missing;

	ResourceEventsFetcher(GitLabClient gitlab, Kind kind, ResourceEvents events, RawPayloads rawPayloads,
			MissingRoutes missing) {
		this.gitlab = gitlab;
		this.kind = kind;
		this.events = events;
		this.rawPayloads = rawPayloads;
		this.missing = missing;
	}

	@Override
	public PreparedSet fetch(ProjectContext project, DependentJob job) {
		Listing listing = read(project, job);
		if (listing == null) {
			return absent();
		}
		List<ResourceEventRow> rows = new ArrayList<>();
		Map<String, String> raw = new LinkedHashMap<>();
		for (Payload event : listing.items()) {
			ResourceEventRow row = toRow(event);
			rows.add(row);
			raw.put(String.valueOf(row.gitlabId()), event.raw());
		}
		return new PreparedSet(listing.pages(), rows.size(), evidence(listing), (tx, parent, runId, absent) -> {
			Set<String> kept = new HashSet<>();
			int deleted = this.events.replace(tx, parent, this.kind, rows, absent, kept::add).deleted();
			this.rawPayloads.replace(tx, parent, job.type().value(), raw, kept);
			return deleted;
		});
	}

	/**
	 * The list; {@code null} if the server has no such events, because it is older than
	 * the endpoint.
	 */
	private @Nullable Listing read(ProjectContext project, DependentJob job) {
		try {
			return this.gitlab.children(project.gitlabId(), job.entity(), job.type().value());
		}
		catch (GitLabException ex) {
			if (!ex.routeMissing()) {
				throw ex;
			}
			return this.missing.isFirst(job) ? readOnceMore(project, job, ex) : null;
		}
	}

	private @Nullable Listing readOnceMore(ProjectContext project, DependentJob job, GitLabException first) {
		try {
			return this.gitlab.childrenOnceMore(project.gitlabId(), job.entity(), job.type().value(), first);
		}
		catch (GitLabException ex) {
			if (ex.routeMissing()) {
				return null;
			}
			this.missing.forget(job);
			throw ex;
		}
	}

	private static PreparedSet absent() {
		return new PreparedSet(0, 0, (tx, parent, runId, absent) -> 0);
	}

	/**
	 * GitLab hides label events after it cut out the page, so only the others can be
	 * compared with the total.
	 */
	private Evidence evidence(Listing listing) {
		return (this.kind == Kind.LABEL) ? Evidence.NONE : Evidence.ofTotal(listing.items().size(), listing.total());
	}

	private ResourceEventRow toRow(Payload event) {
		if (this.kind == Kind.STATE) {
			return new ResourceEventRow(event.id("id"), event.username("user"), event.optionalText("state"),
					event.number("source_merge_request_id"), event.optionalText("source_commit"),
					event.time("created_at"));
		}
		boolean label = this.kind == Kind.LABEL;
		Payload subject = event.object(label ? "label" : "milestone");
		return new ResourceEventRow(event.id("id"), event.username("user"), event.optionalText("action"),
				(subject != null) ? subject.number("id") : null, name(subject, label ? "name" : "title"),
				event.time("created_at"));
	}

	private static @Nullable String name(@Nullable Payload subject, String field) {
		return (subject != null) ? subject.optionalText(field) : null;
	}

}
