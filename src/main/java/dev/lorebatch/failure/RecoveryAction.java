package dev.lorebatch.failure;

import java.util.List;

/**
 * Something the user can run next.
 *
 * @param description what the command is for, one line
 * @param arguments the arguments after the program's name; the command line renders them
 * so that they can be run as printed
 * @param whole whether the arguments are those of a whole command line, to which the
 * options that say where the data is need not be added
 */
public record RecoveryAction(String description, List<String> arguments, boolean whole) {

	public RecoveryAction(String description, List<String> arguments) {
		this(description, arguments, false);
	}

	public static RecoveryAction of(String description, String... arguments) {
		return new RecoveryAction(description, List.of(arguments));
	}

	/**
	 * Makes the action to run a command line again with another word in it.
	 */
	public static RecoveryAction again(String description, List<String> arguments) {
		return new RecoveryAction(description, arguments, true);
	}

	/**
	 * For a run that failed or was stopped, whatever the reason.
	 */
	public static RecoveryAction restart(String runId) {
		return of("restart the run, once the cause is gone", "runs", "restart", runId);
	}

}
