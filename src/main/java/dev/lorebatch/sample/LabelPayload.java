package dev.lorebatch.sample;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders labels: as names, as details, and as entries of the label list.
 */
final class LabelPayload {

	private LabelPayload() {
	}

	static JsonNode of(SampleProject project, Entity entity, boolean details) {
		List<String> names = entity.facts().texts("labels");
		if (!details) {
			return Json.strings(names.stream().sorted().toList());
		}
		return Json.array(names.stream().sorted().map((name) -> details(project, name)).toList());
	}

	static JsonNode details(SampleProject project, String name) {
		Facts label = project.label(name);
		return (label != null) ? details(label) : NullNode.getInstance();
	}

	static ObjectNode details(Facts label) {
		return Json.object()
			.put("id", label.number("id"))
			.put("name", label.required("name"))
			.put("description", label.text("description"))
			.put("description_html", label.text("description", ""))
			.put("text_color", "#FFFFFF")
			.put("color", label.required("color"))
			.put("archived", false);
	}

	static ObjectNode listed(Facts label) {
		return details(label).put("subscribed", false)
			.put("priority", label.numberOrNull("priority"))
			.put("is_project_label", !label.flag("group"));
	}

}
