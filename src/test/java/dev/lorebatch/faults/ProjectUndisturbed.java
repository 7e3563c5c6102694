package dev.lorebatch.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.entity.EntityKind;

/**
 * A run of a whole project to which nothing happens, and another one after it. Says in
 * words how far a disturbed run came.
 *
 * @param before the mirror when it began
 * @param after the mirror when it was complete
 * @param asked its requests
 * @param next those of the other run
 */
record ProjectUndisturbed(ProjectState before, ProjectState after, List<Seen> asked, List<Seen> next) {

	/**
	 * How many dependent sets it fetched.
	 */
	long sets() {
		return this.asked.stream().filter(Seen::isSet).map(Seen::path).distinct().count();
	}

	/**
	 * How many of the changed entities are stored.
	 */
	String changes(ProjectState state) {
		int all = 0;
		int stored = 0;
		for (EntityKind kind : EntityKind.values()) {
			List<String> changed = new ArrayList<>(this.after.entities(kind));
			changed.removeAll(this.before.entities(kind));
			all += changed.size();
			changed.retainAll(state.entities(kind));
			stored += changed.size();
		}
		return "%d of %d entities".formatted(stored, all);
	}

	/**
	 * What became of the watermarks.
	 */
	String watermarks(ProjectState state) {
		Map<String, String> kinds = new LinkedHashMap<>();
		for (EntityKind kind : EntityKind.values()) {
			kinds.merge(watermark(kind, state), AskedWords.name(kind), (first, next) -> "");
		}
		if (kinds.size() == 1) {
			return kinds.keySet().iterator().next();
		}
		List<String> words = new ArrayList<>();
		kinds.forEach((word, names) -> words.add(word + " for " + names));
		return String.join(", ", words);
	}

	private String watermark(EntityKind kind, ProjectState state) {
		String earlier = this.before.watermarks().get(kind.value());
		String now = state.watermarks().get(kind.value());
		if (now == null) {
			return "none";
		}
		return (earlier == null) ? "set" : now.equals(earlier) ? "stays" : "moves";
	}

}
