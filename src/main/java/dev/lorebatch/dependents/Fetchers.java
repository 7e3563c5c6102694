package dev.lorebatch.dependents;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.mirror.Discussions;
import dev.lorebatch.mirror.MergeRequestFiles;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.References;
import dev.lorebatch.mirror.ResourceEvents;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.JobType;

/**
 * Which fetcher works on which type of job.
 */
public class Fetchers {

	private final Map<JobType, DependentFetcher> byType = new EnumMap<>(JobType.class);

	public Fetchers(GitLabClient gitlab, RawPayloads rawPayloads, References references, DirtySources dirtySources) {
		ResourceEvents events = new ResourceEvents();
		this.byType.put(JobType.DISCUSSIONS,
				new DiscussionsFetcher(gitlab, new Discussions(), references, rawPayloads, dirtySources));
		this.byType.put(JobType.STATE_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.STATE, events, rawPayloads));
		this.byType.put(JobType.LABEL_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.LABEL, events, rawPayloads));
		this.byType.put(JobType.MILESTONE_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.MILESTONE, events, rawPayloads));
		this.byType.put(JobType.CLOSED_BY, new ClosingFetcher(gitlab, references));
		this.byType.put(JobType.CLOSES_ISSUES, new ClosingFetcher(gitlab, references));
		this.byType.put(JobType.DIFFS, new DiffsFetcher(gitlab, new MergeRequestFiles(), dirtySources));
	}

	PreparedSet fetch(ProjectContext project, DependentJob job) {
		return Objects.requireNonNull(this.byType.get(job.type())).fetch(project, job);
	}

}
