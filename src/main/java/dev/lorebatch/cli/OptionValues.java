package dev.lorebatch.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.EntityList.Sort;
import dev.lorebatch.search.Mode;
import dev.lorebatch.search.SearchFilter.Confidential;
import dev.lorebatch.text.NearestWords;

/**
 * The words that an option takes, for the parser, for completion in shells, and for who
 * mistypes one.
 *
 * @param <T> what the words mean
 */
abstract class OptionValues<T> implements Iterable<String> {

	private final Map<String, T> values;

	private final Map<String, T> synonyms;

	/**
	 * @param values the words in the order in which they are shown
	 * @param synonyms words that are taken, too, but not shown
	 */
	OptionValues(Map<String, T> values, Map<String, T> synonyms) {
		this.values = values;
		this.synonyms = synonyms;
	}

	/**
	 * Returns what the word means.
	 * @param option as messages name it
	 * @throws LoreException with {@link ExitCode#USAGE} if it is not one of the words
	 */
	T parse(String option, String word) {
		T value = this.values.get(word);
		T known = (value != null) ? value : this.synonyms.get(word);
		if (known == null) {
			List<String> words = List.copyOf(this.values.keySet());
			String last = words.get(words.size() - 1);
			throw MistypedException.of(ExitCode.USAGE, "%s %s is not known".formatted(option, Excerpt.quote(word)),
					word, NearestWords.find(word, words),
					"use %s or %s".formatted(String.join(", ", words.subList(0, words.size() - 1)), last), List.of());
		}
		return known;
	}

	@Override
	public Iterator<String> iterator() {
		return this.values.keySet().iterator();
	}

	/**
	 * The words of an enum, in its order.
	 */
	static <E extends Enum<E>> Map<String, E> lowerCase(E[] values) {
		Map<String, E> words = new LinkedHashMap<>();
		Arrays.stream(values).forEach((value) -> words.put(value.name().toLowerCase(Locale.ROOT), value));
		return words;
	}

	/**
	 * States of issues and merge requests, as GitLab calls them.
	 */
	static final class States extends OptionValues<String> {

		States() {
			super(words("opened", "closed", "merged", "locked"), Map.of("open", "opened"));
		}

		private static Map<String, String> words(String... states) {
			Map<String, String> words = new LinkedHashMap<>();
			Arrays.stream(states).forEach((state) -> words.put(state, state));
			return words;
		}

	}

	/**
	 * Issues or merge requests.
	 */
	static final class Kinds extends OptionValues<EntityKind> {

		Kinds() {
			super(words(), Map.of("merge_request", EntityKind.MERGE_REQUEST));
		}

		private static Map<String, EntityKind> words() {
			Map<String, EntityKind> words = new LinkedHashMap<>();
			words.put("issue", EntityKind.ISSUE);
			words.put("mr", EntityKind.MERGE_REQUEST);
			return words;
		}

	}

	/**
	 * Choices for confidential ones: with them, without them, only them.
	 */
	static final class ConfidentialChoices extends OptionValues<Confidential> {

		ConfidentialChoices() {
			super(lowerCase(Confidential.values()), Map.of());
		}

	}

	/**
	 * Fields that lists are sorted by.
	 */
	static final class Sorts extends OptionValues<Sort> {

		Sorts() {
			super(lowerCase(Sort.values()), Map.of());
		}

	}

	/**
	 * Ways to search.
	 */
	static final class Modes extends OptionValues<Mode> {

		Modes() {
			super(lowerCase(Mode.values()), Map.of());
		}

	}

}
