package dev.lorebatch.maintenance;

import java.util.List;

import dev.lorebatch.failure.RecoveryAction;

/**
 * Something a check found.
 *
 * @param check name of the check
 * @param problem what is wrong, one line
 * @param count how many rows or files
 * @param examples a few of them
 * @param suggestion what to do, in words
 * @param actions commands to run, best first
 */
public record Finding(String check, Severity severity, String problem, long count, List<String> examples,
		String suggestion, List<RecoveryAction> actions) {

	/** So many examples say enough. */
	static final int MAX_EXAMPLES = 5;

	public Finding {
		examples = List.copyOf(examples);
		actions = List.copyOf(actions);
	}

}
