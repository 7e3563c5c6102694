package dev.lorebatch.entity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * The syntax of IID lists: {@code 12}, {@code 12,15}, {@code #12}, {@code !3}. Every IID
 * is a positive 64-bit number; one that is asked twice counts once.
 */
public final class IidList {

	/**
	 * More would not be surgical, and the parameter of the run would grow without bound.
	 */
	public static final int MAX_IIDS = 10_000;

	private static final Pattern IID = Pattern.compile("[#!]?([0-9]{1,19})");

	private IidList() {
	}

	/**
	 * Parses the values of a repeatable option or of a job parameter.
	 * @param kind what the list names, for its sigil and for messages
	 * @param values comma-separated lists, in order
	 * @return the distinct IIDs, ascending
	 * @throws LoreException with {@link ExitCode#USAGE} if anything is no IID
	 */
	public static List<Long> parse(EntityKind kind, Collection<String> values) {
		Set<Long> iids = new LinkedHashSet<>();
		for (String value : values) {
			for (String part : value.split(",", -1)) {
				iids.add(parseOne(kind, part.strip(), IidWords.ofOption(kind)));
			}
		}
		return distinct(kind, iids);
	}

	/**
	 * In the form of a request: ascending, and not too many.
	 */
	static List<Long> distinct(EntityKind kind, Set<Long> iids) {
		if (iids.size() > MAX_IIDS) {
			throw new LoreException(ExitCode.USAGE, "%d IIDs given to %s, at most %d are allowed in one run"
				.formatted(iids.size(), kind.option(), MAX_IIDS), "split the list into several runs");
		}
		return iids.stream().sorted().toList();
	}

	/**
	 * The form job parameters have: {@code 1,2,3}, empty for none.
	 */
	public static String format(Collection<Long> iids) {
		return iids.stream().map(String::valueOf).collect(Collectors.joining(","));
	}

	static long parseOne(EntityKind kind, String text, IidWords words) {
		Matcher matcher = IID.matcher(text);
		Long iid = matcher.matches() ? ProjectName.iid(matcher.group(1)) : null;
		if (iid == null) {
			throw notAnIid(text, words);
		}
		if (!Character.isDigit(text.charAt(0)) && !text.startsWith(kind.sigil())) {
			throw otherKind(kind, text, words);
		}
		return iid;
	}

	static LoreException notAnIid(String text, IidWords words) {
		return new LoreException(ExitCode.USAGE, "%s is not %s".formatted(Excerpt.quote(text), words.expected()),
				"an IID is the number in GitLab's URL, 1 or more, for example %s; the URL will do, too"
					.formatted(words.examples()));
	}

	/**
	 * The other kind is one letter away, and both number from 1.
	 * @param kind what was expected
	 */
	static LoreException otherKind(EntityKind kind, String text, IidWords words) {
		return new LoreException(ExitCode.USAGE, "%s is not %s, it names %s".formatted(Excerpt.quote(text),
				words.expected(), kind.other().withArticle()), words.other());
	}

}
