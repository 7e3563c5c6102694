package dev.lorebatch.gitlab;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * Turns down answers about something else than what was asked for, as a cache before
 * GitLab can give them. What an element says it belongs to is compared with the request;
 * what it does not say is not. Such an answer is as good as a broken one: it is asked for
 * again, and nothing of it is used.
 */
final class ForeignAnswers {

	/** The issues or merge requests of a project by id, one of these, its discussions. */
	private static final Pattern OWNED = Pattern
		.compile("/projects/(\\d{1,18})/(?:issues|merge_requests)(?:/(\\d{1,18})(/discussions)?)?");

	private ForeignAnswers() {
	}

	/**
	 * @param items the elements of a list
	 * @throws GitLabException if one of them belongs elsewhere
	 */
	static void requireOwn(ResourcePath resource, List<JsonNode> items) {
		Matcher owned = OWNED.matcher(resource.path());
		if (!owned.matches()) {
			return;
		}
		for (JsonNode item : items) {
			if (owned.group(3) == null) {
				require(resource, item, "project_id", owned.group(1));
				continue;
			}
			for (JsonNode note : item.path("notes").values()) {
				require(resource, note, "project_id", owned.group(1));
				require(resource, note, "noteable_iid", owned.group(2));
			}
		}
	}

	/**
	 * @param body an issue or a merge request; anything else is not looked at
	 * @throws GitLabException if it is another one
	 */
	static void requireOwn(ResourcePath resource, JsonNode body) {
		Matcher owned = OWNED.matcher(resource.path());
		if (owned.matches() && owned.group(2) != null && owned.group(3) == null) {
			require(resource, body, "project_id", owned.group(1));
			require(resource, body, "iid", owned.group(2));
		}
	}

	private static void require(ResourcePath resource, JsonNode node, String field, String wanted) {
		JsonNode value = node.get(field);
		if (isNumber(value) && value.longValue() != Long.parseLong(wanted)) {
			throw new GitLabException(Kind.FOREIGN, "%s: the answer is about something else: %s is %d, not %s"
				.formatted(resource.label(), field, value.longValue(), wanted), null);
		}
	}

	private static boolean isNumber(@Nullable JsonNode value) {
		return value != null && value.isIntegralNumber() && value.canConvertToLong();
	}

}
