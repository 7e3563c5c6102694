package dev.lorebatch.gitlab;

import java.util.Map;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bounds of what answers can cost, beside those that are settings. They are far beyond
 * what GitLab sends. The page {@code docs/reference/bounds.md} is made of them.
 */
public final class AnswerLimits {

	/** Characters of one text. GitLab allows a million in a description or a comment. */
	public static final int TEXT = 4 << 20;

	/** Arrays and objects within each other. */
	public static final int DEPTH = 500;

	/** Digits of one number. */
	public static final int DIGITS = 1_000;

	/** Characters of the name of a field. */
	public static final int NAME = 10_000;

	/**
	 * Values, names and brackets of one answer. A page of a hundred merge requests has
	 * fifty thousand.
	 */
	public static final int TOKENS = 4_000_000;

	/** Bytes of an error that is looked into. */
	public static final int ERROR = 256 << 10;

	/** Pages of a list below one entity, or of a group. */
	public static final int PAGES = CompleteList.MAX_PAGES;

	/** Pages of such a list, one after the other, that have no row that is new. */
	public static final int IDLE_PAGES = 50;

	/** Of a list, with all its pages, in sizes of the largest answer. */
	public static final int LIST_FACTOR = 4;

	/** Readings of a list whose rows move meanwhile. */
	public static final int READINGS = CompleteList.MAX_REREADS + 1;

	/** Pages of a listing of a whole project, two million rows. */
	public static final int LISTING_PAGES = 20_000;

	/** Redirects of one request. */
	public static final int REDIRECTS = Redirects.MAX_REDIRECTS;

	private static final Map<String, String> EXCEEDED = Map.of("String value length",
			"a text longer than %,d characters".formatted(TEXT), "nesting depth",
			"values nested deeper than %d levels".formatted(DEPTH), "Number value length",
			"a number longer than %,d digits".formatted(DIGITS), "Name length",
			"a name longer than %,d characters".formatted(NAME), "Token count",
			"more than %,d values".formatted(TOKENS));

	private AnswerLimits() {
	}

	/**
	 * Makes a mapper that turns down answers beyond the bounds while it reads them.
	 */
	static JsonMapper mapper() {
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxStringLength(TEXT)
			.maxNestingDepth(DEPTH)
			.maxNumberLength(DIGITS)
			.maxNameLength(NAME)
			.maxTokenCount(TOKENS)
			.build();
		return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build();
	}

	/**
	 * Says which bound an answer exceeds. The parser's own words name its methods.
	 */
	static String describe(StreamConstraintsException exceeded) {
		String message = String.valueOf(exceeded.getMessage());
		return EXCEEDED.entrySet()
			.stream()
			.filter((bound) -> message.contains(bound.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("something that is too large");
	}

	/**
	 * Makes the failure of a listing whose pages do not end.
	 * @param what is listed
	 */
	public static GitLabException endless(String what) {
		return new GitLabException(GitLabException.Kind.ENDLESS, "%s: the pages of the list do not end".formatted(what),
				null);
	}

}
