package dev.lorebatch.webhook;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * One body of a webhook
 * (https://docs.gitlab.com/user/project/integrations/webhook_events/). Believed is only
 * which project, which kind and which IID it is about.
 */
final class WebhookBody {

	private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,40}");

	private final JsonNode body;

	private final int line;

	private final String kind;

	/**
	 * @param line where it begins, for messages
	 */
	WebhookBody(JsonNode body, int line) {
		this.body = body;
		this.line = line;
		String name = text(body, "object_kind");
		String kind = (name != null) ? name : text(body, "event_name"); // of a system
																		// hook
		if (!body.isObject() || kind == null) {
			throw unusable("is no webhook body: it has no object_kind");
		}
		this.kind = kind;
	}

	/**
	 * Under which name it is counted if it names nothing to sync; {@code null} if it
	 * does.
	 */
	@Nullable String ignored() {
		return switch (this.kind) {
			case "issue", "merge_request" -> null;
			// Those of groups are epics, which are not mirrored
			case "work_item" -> this.body.path("project").isObject() ? null : "work_item_of_group";
			case "note" -> (noteOn() != null) ? null : "note_on_" + name(text(attributes(), "noteable_type"));
			default -> name(this.kind);
		};
	}

	/**
	 * What it is about.
	 * @throws LoreException with {@link ExitCode#USAGE} if that cannot be told
	 */
	EntityRef entity() {
		EntityKind note = noteOn();
		if (note != null) {
			JsonNode noteable = this.body.path(note.value());
			return new EntityRef(note, iid(noteable.isObject() ? noteable : this.body.path("work_item")));
		}
		EntityKind kind = this.kind.equals("merge_request") ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
		return new EntityRef(kind, iid(attributes()));
	}

	/**
	 * The project by GitLab's id; {@code null} if only its path is there.
	 */
	@Nullable Long projectId() {
		return positive(this.body.path("project").path("id"));
	}

	/**
	 * The path of the project; {@code null} if only its id is there.
	 * @param pages of the configured GitLab
	 * @throws LoreException with {@link ExitCode#USAGE} if the project is not named, or
	 * one of another server
	 */
	@Nullable String projectPath(GitLabPages pages) {
		JsonNode project = this.body.path("project");
		String url = text(project, "web_url");
		if (url != null && !pages.contain(url)) {
			throw new LoreException(ExitCode.USAGE,
					"line %d: the webhook body is of another server: %s".formatted(this.line, Excerpt.quote(url)),
					"name that server with --gitlab-url, as it writes its own address");
		}
		String path = text(project, "path_with_namespace");
		if (path == null) {
			if (projectId() == null) {
				throw unusable("names no project");
			}
			return null;
		}
		try {
			return ProjectName.parse(path, pages);
		}
		catch (LoreException ex) {
			throw unusable("names no usable project: " + ex.getMessage());
		}
	}

	private @Nullable EntityKind noteOn() {
		String type = text(attributes(), "noteable_type");
		if (!this.kind.equals("note") || type == null) {
			return null;
		}
		return switch (type) {
			case "Issue" -> EntityKind.ISSUE;
			case "WorkItem" -> this.body.path("project").isObject() ? EntityKind.ISSUE : null;
			case "MergeRequest" -> EntityKind.MERGE_REQUEST;
			default -> null;
		};
	}

	private JsonNode attributes() {
		return this.body.path("object_attributes");
	}

	private long iid(JsonNode entity) {
		Long iid = positive(entity.path("iid"));
		if (iid == null) {
			throw unusable("names no IID");
		}
		return iid;
	}

	private LoreException unusable(String why) {
		return new LoreException(ExitCode.USAGE, "line %d: the webhook body %s".formatted(this.line, why),
				"take it out; nothing was synced");
	}

	private static @Nullable Long positive(JsonNode number) {
		boolean usable = number.isIntegralNumber() && number.canConvertToLong() && number.longValue() > 0;
		return usable ? number.longValue() : null;
	}

	private static @Nullable String text(JsonNode object, String field) {
		JsonNode value = object.path(field);
		return (value.isString() && !value.asString().isBlank()) ? value.asString() : null;
	}

	private static String name(@Nullable String name) {
		return (name != null && NAME.matcher(name).matches()) ? name.toLowerCase(Locale.ROOT) : "other";
	}

}
