package dev.lorebatch.dependents;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.machine.OutOfMemory;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.mirror.Discussions;
import dev.lorebatch.mirror.MergeRequestFiles;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.References;
import dev.lorebatch.mirror.ResourceEvents;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.JobType;

/**
 * Which fetcher works on which type of job. Thread-safe.
 */
public class Fetchers {

	private static final Logger logger = LoggerFactory.getLogger(Fetchers.class);

	private final Map<JobType, DependentFetcher> byType = new EnumMap<>(JobType.class);

	private final MissingRoutes missing = new MissingRoutes();

	public Fetchers(GitLabClient gitlab, RawPayloads rawPayloads, References references, DirtySources dirtySources) {
		ResourceEvents events = new ResourceEvents();
		this.byType.put(JobType.DISCUSSIONS,
				new DiscussionsFetcher(gitlab, new Discussions(), references, rawPayloads, dirtySources));
		this.byType.put(JobType.STATE_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.STATE, events, rawPayloads, this.missing));
		this.byType.put(JobType.LABEL_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.LABEL, events, rawPayloads, this.missing));
		this.byType.put(JobType.MILESTONE_EVENTS,
				new ResourceEventsFetcher(gitlab, ResourceEvents.Kind.MILESTONE, events, rawPayloads, this.missing));
		this.byType.put(JobType.CLOSED_BY, new ClosingFetcher(gitlab, references));
		this.byType.put(JobType.CLOSES_ISSUES, new ClosingFetcher(gitlab, references));
		this.byType.put(JobType.DIFFS, new DiffsFetcher(gitlab, new MergeRequestFiles(), dirtySources));
	}

	/**
	 * Returns the endpoints that the server called unknown since the run began.
	 */
	MissingRoutes missingRoutes() {
		return this.missing;
	}

	/**
	 * Fetches and transforms the set of one job. Whatever happens is in what this
	 * returns: someone waits for it.
	 */
	FetchedJob fetch(ProjectContext project, DependentJob job) {
		try {
			return FetchedJob.succeeded(job, Objects.requireNonNull(this.byType.get(job.type())).fetch(project, job));
		}
		catch (LoreException ex) {
			if (ex instanceof GitLabException failure && failure.routeMissing()) {
				this.missing.doubt();
			}
			return FetchedJob.failed(job, ex);
		}
		catch (RuntimeException | Error ex) {
			LoreException memory = OutOfMemory.findIn(ex);
			if (memory != null) {
				return FetchedJob.failed(job, memory);
			}
			logger.debug("Unexpected failure", ex);
			return FetchedJob.failed(job, new LoreException(ExitCode.INTERNAL_ERROR, "%s of %s: unexpected %s"
				.formatted(job.type().value(), job.entity(), ex.getClass().getSimpleName()), null, List.of(), ex));
		}
	}

}
