package dev.lorebatch.preflight;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.queue.JobType;

/**
 * What a run of whole projects is going to cost, as far as that can be known before.
 *
 * @param entities issues and merge requests whose dependent sets are fetched
 * @param requests for the listings and the sets; further pages of sets are not in it
 * @param atLeast whether it may be more: nobody can say what changed since the last run,
 * and GitLab does not count a list of more than 10,000
 */
public record RunPrice(long entities, long requests, boolean atLeast) {

	/** Nothing to do. */
	public static final RunPrice NONE = new RunPrice(0, 0, false);

	/**
	 * Reading all entities of one kind of a project.
	 * @param count how many there are
	 */
	public static RunPrice ofAll(EntityKind kind, long count, boolean atLeast) {
		return new RunPrice(count, Math.max(1, pages(count)) + count * sets(kind), atLeast);
	}

	/**
	 * Reading what changed, which is not known, and looking at some entities again.
	 */
	static RunPrice ofChanges(EntityKind kind, long lookedAtAgain) {
		return new RunPrice(lookedAtAgain, 1 + pages(lookedAtAgain) + lookedAtAgain * sets(kind), true);
	}

	public RunPrice plus(RunPrice other) {
		return new RunPrice(this.entities + other.entities, this.requests + other.requests,
				this.atLeast || other.atLeast);
	}

	private static long pages(long count) {
		return (count + GitLabClient.PER_PAGE - 1) / GitLabClient.PER_PAGE;
	}

	private static long sets(EntityKind kind) {
		return JobType.of(kind).size();
	}

}
