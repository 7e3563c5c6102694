package dev.lorebatch.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.StoredText;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.mirror.LabelRow;

/**
 * What issues and merge requests have in common.
 */
final class CommonFields {

	private CommonFields() {
	}

	/**
	 * As GitLab names it, unknown values included; GitLab 5 and older said
	 * {@code "closed": false} and {@code "merged": true}.
	 */
	static String state(Payload entity) {
		String state = entity.optionalText("state");
		if (state != null) {
			return state;
		}
		if (entity.flag("merged")) {
			return "merged";
		}
		Boolean closed = entity.optionalFlag("closed");
		if (closed == null) {
			return entity.text("state");
		}
		return closed ? "closed" : "opened";
	}

	/**
	 * The title of a project or group milestone.
	 */
	static @Nullable String milestone(Payload entity) {
		Payload milestone = entity.object("milestone");
		return (milestone != null) ? milestone.optionalText("title") : null;
	}

	/**
	 * Labels come as objects, or as plain names where the server ignores
	 * {@code with_labels_details}.
	 */
	static List<LabelRow> labels(Payload entity) {
		Map<String, LabelRow> labels = new LinkedHashMap<>();
		for (JsonNode label : entity.elements("labels")) {
			if (label.isString()) {
				String name = StoredText.of(label.asString());
				labels.put(name, new LabelRow(name, null, null, null));
			}
			else if (label.isObject()) {
				Payload details = new Payload(label, entity.name() + ".labels");
				labels.put(details.text("name"), new LabelRow(details.text("name"), details.number("id"),
						details.optionalText("color"), details.optionalText("description")));
			}
			else if (!label.isNull()) {
				throw new TransformException(
						"%s: field 'labels' has an element that is no label".formatted(entity.name()));
			}
		}
		return new ArrayList<>(labels.values());
	}

	/**
	 * User names of a list of users, or of the one that older servers send instead.
	 */
	static List<String> people(Payload entity, String field, @Nullable String singleField) {
		Set<String> usernames = new LinkedHashSet<>();
		for (Payload user : entity.objects(field)) {
			String username = user.optionalText("username");
			if (username != null) {
				usernames.add(username);
			}
		}
		if (usernames.isEmpty() && singleField != null) {
			String username = entity.username(singleField);
			if (username != null) {
				usernames.add(username);
			}
		}
		return List.copyOf(usernames);
	}

}
