package dev.lorebatch.sample;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders where in a diff a note stands.
 */
final class PositionPayload {

	private PositionPayload() {
	}

	static ObjectNode of(Facts position, Commits latest) {
		Commits commits = position.flag("outdated") ? latest.outdated() : latest;
		String type = position.text("type", "text");
		String path = position.required("path");
		ObjectNode payload = Json.object()
			.put("base_sha", commits.base())
			.put("start_sha", commits.base())
			.put("head_sha", commits.head())
			.put("old_path", position.text("oldPath", path))
			.put("new_path", path)
			.put("position_type", type);
		switch (type) {
			case "text" -> addLines(payload, position, path);
			case "image" -> addPoint(payload, position);
			default -> {
			}
		}
		return payload;
	}

	private static void addLines(ObjectNode payload, Facts position, String path) {
		payload.put("old_line", position.numberOrNull("old")).put("new_line", position.numberOrNull("new"));
		List<JsonNode> range = position.elements("range");
		payload.set("line_range", range.isEmpty() ? NullNode.getInstance() : lineRange(path, range));
	}

	/**
	 * Renders a range written as the new lines of its start and its end.
	 */
	private static ObjectNode lineRange(String path, List<JsonNode> range) {
		ObjectNode payload = Json.object();
		payload.set("start", line(path, range.get(0).asLong()));
		payload.set("end", line(path, range.get(1).asLong()));
		return payload;
	}

	private static ObjectNode line(String path, @Nullable Long newLine) {
		return Json.object()
			.put("line_code", Digests.sha1(path) + "_0_" + newLine)
			.put("type", "new")
			.putNull("old_line")
			.put("new_line", newLine);
	}

	private static void addPoint(ObjectNode payload, Facts position) {
		payload.put("width", position.number("width"))
			.put("height", position.number("height"))
			.put("x", position.decimal("x"))
			.put("y", position.decimal("y"));
	}

}
