package dev.lorebatch.dependents;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.JobType;

/**
 * The endpoints of which the server said in this run that it does not know them. That is
 * a fact about the server, so it has to say it twice, and may not contradict it.
 * Thread-safe.
 */
class MissingRoutes {

	private final Set<Route> said = ConcurrentHashMap.newKeySet();

	private volatile boolean doubted;

	/**
	 * Notes that the endpoint of the job is said to be unknown.
	 * @return whether that is the first time, so that it is to be asked once more
	 */
	boolean isFirst(DependentJob job) {
		return this.said.add(Route.of(job));
	}

	/**
	 * Takes back the first time: asking once more gave no answer.
	 */
	void forget(DependentJob job) {
		this.said.remove(Route.of(job));
	}

	/**
	 * Notes that the server also says so of an endpoint that every GitLab has.
	 */
	void doubt() {
		this.doubted = true;
	}

	/**
	 * Returns whether nothing that the server said of unknown endpoints can be believed.
	 */
	boolean isDoubted() {
		return this.doubted;
	}

	/**
	 * Forgets everything, for the next run.
	 */
	void clear() {
		this.said.clear();
		this.doubted = false;
	}

	private record Route(EntityKind kind, JobType type) {

		static Route of(DependentJob job) {
			return new Route(job.entity().kind(), job.type());
		}

	}

}
