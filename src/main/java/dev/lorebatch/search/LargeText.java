package dev.lorebatch.search;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.lorebatch.search.LexicalSearch.Markers;

/**
 * Finds the passage of a long text that has most of the words of a query, in one pass.
 * Other than the index it knows accents, so it may find none where the index found some.
 */
class LargeText {

	private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

	/** Later ones are hardly better. */
	private static final int MAX_MATCHES = 2_000;

	private static final int BEFORE = 40;

	private static final int LENGTH = 160;

	private final Pattern words;

	private final Markers markers;

	/**
	 * @param expression for FTS5; every word in quotes counts
	 */
	LargeText(String expression, Markers markers) {
		Set<String> found = new LinkedHashSet<>();
		QUOTED.matcher(expression)
			.results()
			.flatMap((quoted) -> WORD.matcher(quoted.group(1)).results())
			.map((word) -> Pattern.quote(word.group()))
			.forEach(found::add);
		this.words = Pattern.compile(
				found.stream().collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
				Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
		this.markers = markers;
	}

	/**
	 * The passage with the words marked, empty if none of them is there.
	 */
	String passage(String text) {
		List<MatchResult> matches = this.words.matcher(text).results().limit(MAX_MATCHES).toList();
		int best = -1;
		int most = 0;
		for (int index = 0; index < matches.size(); index++) {
			int different = different(matches, index);
			if (different > most) {
				most = different;
				best = matches.get(index).start();
			}
		}
		return (best < 0) ? "" : mark(text, best);
	}

	private static int different(List<MatchResult> matches, int from) {
		Set<String> words = new HashSet<>();
		int end = matches.get(from).start() + LENGTH;
		for (int index = from; index < matches.size() && matches.get(index).end() <= end; index++) {
			words.add(matches.get(index).group().toLowerCase(Locale.ROOT));
		}
		return words.size();
	}

	private String mark(String text, int first) {
		int start = boundary(text, Math.max(0, first - BEFORE), first);
		int end = Math.min(text.length(), first + LENGTH);
		while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
			end++;
		}
		String passage = this.words.matcher(text.substring(start, end))
			.replaceAll((match) -> Matcher.quoteReplacement(this.markers.start() + match.group() + this.markers.end()));
		return ((start > 0) ? "…" : "") + passage + ((end < text.length()) ? "…" : "");
	}

	/**
	 * Where a word begins.
	 */
	private static int boundary(String text, int from, int latest) {
		for (int index = from; index < latest; index++) {
			if (index == 0 || Character.isWhitespace(text.charAt(index - 1))) {
				return index;
			}
		}
		return latest;
	}

}
