package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.ChildSet.Child;

/**
 * Writes {@code merge_request_files}.
 */
public class MergeRequestFiles {

	private static final ChildSet FILES = new ChildSet("merge_request_files", "merge_request_id",
			List.of("old_path", "new_path", "occurrence"),
			List.of("change_kind", "completeness", "generated", "old_mode", "new_mode", "additions", "deletions"));

	/**
	 * Makes the changed files of the merge request equal to the complete list from
	 * GitLab, in which a path can stand more than once.
	 */
	public SetChange replace(WriteTransaction tx, Parent parent, List<FileRow> files) {
		Map<List<String>, Integer> occurrences = new HashMap<>();
		List<Child> children = new ArrayList<>();
		for (FileRow file : files) {
			int occurrence = occurrences.merge(List.of(file.oldPath(), file.newPath()), 1, Integer::sum) - 1;
			children.add(new Child(List.of(file.oldPath(), file.newPath(), occurrence), values(file), (ignored) -> {
			}));
		}
		return FILES.replace(tx, parent.id(), children);
	}

	private static @Nullable Object[] values(FileRow file) {
		return new @Nullable Object[] { file.changeKind(), file.completeness(), file.generated(), file.oldMode(),
				file.newMode(), file.additions(), file.deletions() };
	}

}
