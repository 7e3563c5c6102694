package dev.lorebatch.preflight;

import java.util.List;
import java.util.Map;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.run.EntityFailure;

/**
 * What preflight found: every requested entity is either among the found or among the
 * failures.
 */
public record PreflightReport(Payload project, Map<EntityRef, Payload> found, List<EntityFailure> failures) {

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
