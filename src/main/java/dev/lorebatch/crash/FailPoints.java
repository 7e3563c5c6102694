package dev.lorebatch.crash;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks fail points in the code. Without the system property of the tests,
 * {@code lore.test.fail-point=lock-taken} or {@code after-entity-commit:2} for the second
 * time, passing one is a look at a constant; with it the process dies there, as
 * {@code kill -9} would have it: no clean-up, exit status 137.
 */
public final class FailPoints {

	static final String PROPERTY = "lore.test.fail-point";

	private static final @Nullable FailSwitch ARMED = FailSwitch.parse(System.getProperty(PROPERTY));

	private FailPoints() {
	}

	/**
	 * The program is at the point.
	 */
	public static void reach(FailPoint point) {
		if (ARMED != null) {
			ARMED.pass(point);
		}
	}

	/**
	 * The program will be at the points when the transaction that is open in this thread
	 * commits.
	 */
	public static void atCommit(FailPoint before, FailPoint after) {
		if (ARMED != null) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					reach(before);
				}

				@Override
				public void afterCommit() {
					reach(after);
				}

			});
		}
	}

}
