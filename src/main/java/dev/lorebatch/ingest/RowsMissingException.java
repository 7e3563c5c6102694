package dev.lorebatch.ingest;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Thrown when a listing was read to its end but for rows that GitLab cannot give and that
 * could not be told apart. The watermark stays before them, so the next listing shows
 * them again.
 */
class RowsMissingException extends LoreException {

	private static final long serialVersionUID = 1L;

	private final boolean permanent;

	/**
	 * @param failure what GitLab said
	 * @param permanent whether that stays as long as nobody changes anything
	 */
	RowsMissingException(EntityKind kind, String failure, boolean permanent) {
		super(ExitCode.NETWORK,
				"GitLab cannot list all %s, all others are stored: %s".formatted(kind.resource().replace('_', ' '),
						failure),
				"restart the run to look for them again" + (permanent ? ", once the cause is gone" : ""));
		this.permanent = permanent;
	}

	@Override
	public boolean retryable() {
		return !this.permanent;
	}

}
