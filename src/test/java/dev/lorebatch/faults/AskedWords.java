package dev.lorebatch.faults;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;

/**
 * Says in a few words what a run of a whole project asked for.
 */
final class AskedWords {

	private static final Duration OVERLAP = Duration.ofSeconds(120);

	private static final Pattern AFTER = Pattern.compile("updated_after=([^&]+)");

	private static final Pattern IID = Pattern.compile("iids%5B%5D=");

	private final List<Seen> seen;

	private final Situation situation;

	private final Map<String, String> watermarks;

	/**
	 * @param watermarks that the run began with, by kind
	 */
	AskedWords(List<Seen> seen, Situation situation, Map<String, String> watermarks) {
		this.seen = seen;
		this.situation = situation;
		this.watermarks = watermarks;
	}

	/**
	 * Whether it asked for what the others are.
	 */
	static boolean isSame(List<Seen> seen, List<Seen> others) {
		return requests(seen).equals(requests(others));
	}

	static String name(EntityKind kind) {
		return kind.resource().replace('_', ' ');
	}

	private static Set<String> requests(List<Seen> seen) {
		return seen.stream().map((request) -> request.path() + "?" + request.query()).collect(Collectors.toSet());
	}

	@Override
	public String toString() {
		List<String> parts = new ArrayList<>();
		Map<String, String> lists = lists();
		if (!lists.isEmpty()) {
			parts.add("lists " + String.join(", ",
					lists.entrySet().stream().map((list) -> list.getKey().formatted(list.getValue())).toList()));
		}
		long iids = this.seen.stream()
			.filter(Seen::isByIid)
			.mapToLong((request) -> IID.matcher(request.query()).results().count())
			.sum();
		if (iids > 0) {
			parts.add(
					((this.situation == Situation.RECONCILED) ? "reconciles %d" : "looks again at %d").formatted(iids));
		}
		count(parts, "asks for %d alone", this.seen.stream().filter(Seen::isLookup).map(Seen::path).distinct().count());
		count(parts, "fetches %d sets", this.seen.stream().filter(Seen::isSet).map(Seen::path).distinct().count());
		return parts.isEmpty() ? "no more than the project" : String.join(", ", parts);
	}

	private static void count(List<String> parts, String words, long count) {
		if (count > 0) {
			parts.add(((count == 1) ? words.replaceFirst("s$", "") : words).formatted(count));
		}
	}

	/**
	 * The kinds by where their lists begin, which has a place for them.
	 */
	private Map<String, String> lists() {
		Map<String, String> lists = new LinkedHashMap<>();
		for (EntityKind kind : EntityKind.values()) {
			String where = where(kind);
			if (where != null) {
				lists.merge(where, name(kind), (first, next) -> first + " and " + next);
			}
		}
		return lists;
	}

	private @Nullable String where(EntityKind kind) {
		Seen first = this.seen.stream()
			.filter((request) -> request.isListing(kind.resource()))
			.findFirst()
			.orElse(null);
		if (first == null) {
			return null;
		}
		Matcher after = AFTER.matcher(first.query());
		if (!after.find()) {
			return "all %s";
		}
		String watermark = this.watermarks.get(kind.value());
		String begin = URLDecoder.decode(after.group(1), StandardCharsets.UTF_8);
		boolean known = watermark != null && Timestamps.parse(begin).plus(OVERLAP).equals(Timestamps.parse(watermark));
		return known ? "%s from the watermark" : "%s from page 2 on";
	}

}
