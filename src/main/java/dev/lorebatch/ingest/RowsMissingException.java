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

	/**
	 * @param failure what GitLab said
	 */
	RowsMissingException(EntityKind kind, String failure) {
		super(ExitCode.NETWORK, "GitLab cannot list all %s, all others are stored: %s"
			.formatted(kind.resource().replace('_', ' '), failure), "restart the run to look for them again");
	}

}
