package dev.lorebatch.lock;

import java.util.List;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Thrown when another live process holds what this one needs.
 */
public class LockedException extends LoreException {

	private static final long serialVersionUID = 1L;

	LockedException(String message, String ownerRunId) {
		super(ExitCode.LOCKED, message, "run the command again when the other run has ended",
				List.of(RecoveryAction.of("look at that run", "runs", "show", ownerRunId)), null);
	}

}
