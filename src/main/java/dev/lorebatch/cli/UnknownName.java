package dev.lorebatch.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.text.NearestWords;

/**
 * A label, author or milestone that was asked for and that the mirror does not have.
 *
 * @param what as GitLab calls such a thing
 * @param given as it was typed
 * @param near what was probably meant
 */
record UnknownName(String what, String given, List<String> near) {

	/**
	 * Adds the name if the mirror does not have it.
	 * @param wanted without the sign before it, {@code null} if nothing was asked for
	 * @param known what the mirror has
	 */
	static void add(List<UnknownName> unknown, String what, @Nullable String given, @Nullable String wanted,
			Supplier<List<String>> known) {
		if (given == null || wanted == null) {
			return;
		}
		List<String> names = known.get();
		boolean anyCase = what.equals("author"); // GitLab has no two that differ in case
													// only
		if (names.contains(wanted) || (anyCase && names.stream().anyMatch(wanted::equalsIgnoreCase))) {
			return;
		}
		unknown.add(new UnknownName(what, given, NearestWords.find(wanted, names)));
	}

	String warning() {
		String message = String.format(Locale.ROOT, "the mirror has no %s %s", this.what, Excerpt.quote(this.given));
		return this.near.isEmpty() ? message : message + ", " + MistypedException.question(this.near);
	}

	/**
	 * The command line with the name that was probably meant, {@code null} if none or
	 * several are near.
	 * @param arguments as they were given
	 */
	@Nullable RecoveryAction action(List<String> arguments) {
		return (this.near.size() == 1) ? CorrectedCommand.of(arguments, this.given, this.near) : null;
	}

}
