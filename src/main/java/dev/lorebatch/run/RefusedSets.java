package dev.lorebatch.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dependent sets of an entity that GitLab refuses to the token, although it shows the
 * entity: by name, with the HTTP status and what GitLab said.
 *
 * @param json as the database has it:
 * {@code {"diffs":{"http_status":403,"message":"..."}}}
 */
public record RefusedSets(JsonNode json) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int MAX_NAMES = 5;

	/**
	 * Reads the column of a row.
	 * @return {@code null} if none is refused
	 */
	public static @Nullable RefusedSets of(@Nullable String json) {
		return (json != null) ? new RefusedSets(JSON.readTree(json)) : null;
	}

	/**
	 * Names the sets: {@code diffs, closes_issues (HTTP 403)}.
	 */
	public String names() {
		Map<String, List<String>> byStatus = new LinkedHashMap<>();
		this.json.properties()
			.forEach((set) -> byStatus
				.computeIfAbsent(set.getValue().path("http_status").asString(), (status) -> new ArrayList<>())
				.add(set.getKey()));
		return String.join("; ",
				byStatus.entrySet()
					.stream()
					.map((entry) -> "%s (HTTP %s)".formatted(String.join(", ", entry.getValue()), entry.getKey()))
					.toList());
	}

	/**
	 * Says in one line what of a run is refused.
	 * @param byEntity the column by entity
	 * @return {@code null} if nothing is
	 */
	public static @Nullable String warning(Map<String, String> byEntity) {
		Map<String, List<String>> bySets = new LinkedHashMap<>();
		byEntity.forEach((entity, json) -> bySets
			.computeIfAbsent(new RefusedSets(JSON.readTree(json)).names(), (names) -> new ArrayList<>())
			.add(entity));
		if (bySets.isEmpty()) {
			return null;
		}
		List<String> parts = new ArrayList<>();
		bySets.forEach((sets, entities) -> parts.add("%s of %s".formatted(sets, list(entities))));
		return "GitLab refuses to this token %s; what the mirror had of that stays, and it is asked for again with another "
			.formatted(String.join(", ", parts)) + "token or access level, or in a full sync";
	}

	private static String list(List<String> entities) {
		int more = entities.size() - MAX_NAMES;
		return (more <= 0) ? String.join(", ", entities)
				: "%s and %d more".formatted(String.join(", ", entities.subList(0, MAX_NAMES)), more);
	}

}
