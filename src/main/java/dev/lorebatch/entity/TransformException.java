package dev.lorebatch.entity;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Thrown when a payload lacks what its row needs, or has it in a form nobody can read.
 */
public class TransformException extends LoreException {

	private static final long serialVersionUID = 1L;

	public TransformException(String message) {
		super(ExitCode.TRANSFORM, message, "GitLab sent something unexpected; `sync` it again or report it");
	}

}
