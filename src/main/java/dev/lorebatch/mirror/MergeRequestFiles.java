package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.ChildSet.Child;

/**
 * Writes {@code merge_request_files}.
 */
public class MergeRequestFiles {

	private static final ChildSet FILES = new ChildSet("merge_request_files", "merge_request_id",
			List.of("old_path", "new_path"),
			List.of("change_kind", "completeness", "generated", "old_mode", "new_mode", "additions", "deletions"));

	/**
	 * Makes the changed files of the merge request equal to the complete list from
	 * GitLab.
	 */
	public SetChange replace(WriteTransaction tx, Parent parent, List<FileRow> files) {
		return FILES.replace(tx, parent.id(), files.stream()
			.map((file) -> new Child(List.of(file.oldPath(), file.newPath()), values(file), (ignored) -> {
			}))
			.toList());
	}

	private static @Nullable Object[] values(FileRow file) {
		return new @Nullable Object[] { file.changeKind(), file.completeness(), file.generated(), file.oldMode(),
				file.newMode(), file.additions(), file.deletions() };
	}

}
