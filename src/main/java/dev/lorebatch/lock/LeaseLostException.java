package dev.lorebatch.lock;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Thrown when this process has a run no more: another one took it for dead, as it may a
 * process that is suspended. Nothing may be written for the run any more, neither content
 * nor how it ended.
 */
public class LeaseLostException extends LoreException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param owner who has the run now, {@code null} if nobody does
	 */
	LeaseLostException(String runId, @Nullable LeaseOwner owner) {
		super(ExitCode.LOCKED, (owner != null)
				? "run %s was taken over by %s while this process was suspended".formatted(runId, owner.describe())
				: "run %s was taken from this process while it was suspended, and its attempt was ended"
					.formatted(runId),
				(owner != null) ? "leave it to that process" : "restart the run", actions(runId, owner), null);
	}

	private static List<RecoveryAction> actions(String runId, @Nullable LeaseOwner owner) {
		RecoveryAction show = RecoveryAction.of("look at the run", "runs", "show", runId);
		return (owner != null) ? List.of(show) : List.of(RecoveryAction.restart(runId), show);
	}

}
