package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.run.RefusedSets;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.Verification;

/**
 * Says in one line what of a run is not proven. Its content is whole all the same.
 */
final class VerificationWarning {

	private static final int MAX_NAMES = 5;

	private VerificationWarning() {
	}

	/**
	 * @return {@code null} if there is nothing to say
	 */
	static @Nullable String of(List<RunEntity> open) {
		List<String> moving = new ArrayList<>();
		List<String> unproven = new ArrayList<>();
		Map<String, String> refused = new LinkedHashMap<>();
		String note = null;
		for (RunEntity row : open) {
			if (row.receipt().refused() != null) {
				refused.put(row.entity().toString(), row.receipt().refused());
			}
			if (row.receipt().verification() == Verification.MOVING) {
				moving.add(row.entity().toString());
			}
			else if (row.receipt().note() != null) {
				unproven.add(row.entity().toString());
				note = (note != null) ? note : row.receipt().note();
			}
		}
		String warning = of(moving, unproven, note);
		String ofRefused = RefusedSets.warning(refused);
		return (warning == null || ofRefused == null) ? (warning != null) ? warning : ofRefused
				: warning + "; " + ofRefused;
	}

	/**
	 * That of a run of whole projects.
	 * @param notes why, by entity
	 * @return {@code null} if there is nothing to say
	 */
	static @Nullable String of(Map<String, String> notes) {
		return of(List.of(), List.copyOf(notes.keySet()), notes.values().stream().findFirst().orElse(null));
	}

	private static @Nullable String of(List<String> moving, List<String> unproven, @Nullable String note) {
		List<String> parts = new ArrayList<>();
		if (!moving.isEmpty()) {
			parts.add("%s kept changing while %s fetched".formatted(names(moving),
					(moving.size() == 1) ? "it was" : "they were"));
		}
		if (!unproven.isEmpty()) {
			parts.add("%s %s unproven: %s".formatted(names(unproven), (unproven.size() == 1) ? "is" : "are", note));
		}
		return parts.isEmpty() ? null : String.join("; ", parts);
	}

	private static String names(List<String> entities) {
		int more = entities.size() - MAX_NAMES;
		return (more <= 0) ? String.join(", ", entities)
				: "%s and %d more".formatted(String.join(", ", entities.subList(0, MAX_NAMES)), more);
	}

}
