package dev.lorebatch.preflight;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.run.EntityFailure;

/**
 * What preflight found: every requested entity is either among the found or among the
 * failures, but for those that were left out.
 */
public record PreflightReport(Payload project, Map<EntityRef, Payload> found, List<EntityFailure> failures) {

	/**
	 * Returns the report without failures that say no more than that one of these
	 * entities was not found.
	 * @param written entities that an earlier attempt of the run wrote
	 */
	PreflightReport withoutAbsent(Set<EntityRef> written) {
		List<EntityFailure> left = this.failures.stream()
			.filter((failure) -> !failure.outcome().isAbsence() || !written.contains(failure.entity()))
			.toList();
		return new PreflightReport(this.project, this.found, left);
	}

	/**
	 * @throws PreflightFailedException with all failures if there is one
	 */
	public void requireComplete() {
		if (!this.failures.isEmpty()) {
			throw failure();
		}
	}

	/**
	 * All failures as one; only if there are any.
	 */
	public PreflightFailedException failure() {
		return new PreflightFailedException(this);
	}

}
