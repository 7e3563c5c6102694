package dev.lorebatch.failure;

import java.util.List;

/**
 * Something the user can run next.
 *
 * @param description what the command is for, one line
 * @param arguments the arguments after the program's name; the command line renders them
 * so that they can be run as printed
 */
public record RecoveryAction(String description, List<String> arguments) {

	public static RecoveryAction of(String description, String... arguments) {
		return new RecoveryAction(description, List.of(arguments));
	}

	/**
	 * For a run that failed or was stopped, whatever the reason.
	 */
	public static RecoveryAction restart(String runId) {
		return of("restart the run, once the cause is gone", "runs", "restart", runId);
	}

}
