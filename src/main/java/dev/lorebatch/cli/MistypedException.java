package dev.lorebatch.cli;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.text.NearestWords;

/**
 * A word of the command line that is not known, with the words that were probably meant.
 * If it is one, the command line with that word is what to run next.
 */
class MistypedException extends LoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String given;

	private final transient List<String> meant;

	private MistypedException(ExitCode exitCode, String message, @Nullable String suggestion,
			List<RecoveryAction> actions, String given, List<String> meant) {
		super(exitCode, message, suggestion, actions, null);
		this.given = given;
		this.meant = meant;
	}

	/**
	 * Makes the exception for a value or an option.
	 * @param given the word as it was typed
	 * @param near what was probably meant, see {@link NearestWords}
	 * @param suggestion what to do, whether or not a word is near
	 * @param actions commands that help in any case
	 */
	static MistypedException of(ExitCode exitCode, String message, String given, List<String> near, String suggestion,
			List<RecoveryAction> actions) {
		return new MistypedException(exitCode, message, hint(near, suggestion), actions, given,
				(near.size() == 1) ? near : List.of());
	}

	/**
	 * Makes the exception for a command.
	 * @param near what was probably meant; a command below another one is two words
	 */
	static MistypedException ofCommand(String message, String given, List<String> near, String suggestion,
			List<RecoveryAction> actions) {
		return new MistypedException(ExitCode.USAGE, message, hint(near, suggestion), actions, given,
				(near.size() == 1) ? List.of(near.get(0).split(" ")) : List.of());
	}

	private static String hint(List<String> near, String suggestion) {
		return near.isEmpty() ? suggestion : suggestion.isEmpty() ? question(near) : question(near) + " " + suggestion;
	}

	/**
	 * Asks whether one of the words was meant.
	 */
	static String question(List<String> near) {
		return "did you mean %s?".formatted(String.join(" or ", near));
	}

	/**
	 * Adds the command line with the word that was probably meant, if there is one such
	 * word and one such place in it.
	 * @param arguments as they were given
	 */
	LoreException withCommand(String... arguments) {
		RecoveryAction corrected = this.meant.isEmpty() ? null
				: CorrectedCommand.of(List.of(arguments), this.given, this.meant);
		if (corrected == null) {
			return this;
		}
		List<RecoveryAction> actions = new ArrayList<>(List.of(corrected));
		actions.addAll(actions());
		return new LoreException(exitCode(), String.valueOf(getMessage()), suggestion(), actions, this);
	}

}
