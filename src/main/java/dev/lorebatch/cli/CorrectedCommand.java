package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.failure.Secrets;

/**
 * The command line that was given, with other words in the place of one.
 */
final class CorrectedCommand {

	private CorrectedCommand() {
	}

	/**
	 * Makes the command to run next.
	 * @param arguments as they were given
	 * @param given the word that is not known: a whole argument, an option, or the value
	 * behind its equals sign
	 * @param meant what replaces it; several words only for a whole argument
	 * @return {@code null} if the word is not at exactly one place, if it is the form for
	 * schedulers, where words have other places, or if any argument may be a secret
	 */
	static @Nullable RecoveryAction of(List<String> arguments, String given, List<String> meant) {
		if (SchedulerForm.isUsed(arguments.toArray(String[]::new)) || arguments.stream().anyMatch(Secrets::mayBe)) {
			return null;
		}
		List<String> words = new ArrayList<>();
		String word = String.join(" ", meant);
		int places = 0;
		for (String argument : arguments) {
			int value = argument.indexOf('=') + 1;
			boolean option = argument.startsWith("-") && value > 0;
			if (argument.equals(given)) {
				words.addAll(meant);
				places++;
			}
			else if (option && argument.substring(value).equals(given)) {
				words.add(argument.substring(0, value) + word);
				places++;
			}
			else if (option && argument.substring(0, value - 1).equals(given)) {
				words.add(word + argument.substring(value - 1));
				places++;
			}
			else {
				places += isAttached(argument, given) ? 2 : 0;
				words.add(argument);
			}
		}
		return (places == 1) ? RecoveryAction.again("with " + word, words) : null;
	}

	/**
	 * Tells whether it is an option of one letter with the word as its value: then nobody
	 * knows which of the places is meant.
	 */
	private static boolean isAttached(String argument, String given) {
		return argument.startsWith("-") && !argument.startsWith("--") && argument.substring(1).endsWith(given);
	}

}
