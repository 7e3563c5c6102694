package dev.lorebatch.sample;

import tools.jackson.databind.node.ObjectNode;

/**
 * Renders the changed files of a merge request.
 */
final class DiffPayload {

	private DiffPayload() {
	}

	static ObjectNode of(Facts file) {
		String path = file.required("path");
		boolean isNew = file.flag("new");
		boolean isDeleted = file.flag("deleted");
		boolean incomplete = file.flag("collapsed") || file.flag("tooLarge");
		String mode = file.text("mode", "100644");
		return Json.object()
			.put("diff", incomplete ? "" : file.text("diff", ""))
			.put("collapsed", file.flag("collapsed"))
			.put("too_large", file.flag("tooLarge"))
			.put("new_path", path)
			.put("old_path", file.text("oldPath", path))
			.put("a_mode", isNew ? "0" : mode)
			.put("b_mode", isDeleted ? "0" : mode)
			.put("new_file", isNew)
			.put("renamed_file", file.says("oldPath"))
			.put("deleted_file", isDeleted)
			.put("generated_file", file.flag("generated"));
	}

}
