package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.ChildSet.Child;
import dev.lorebatch.mirror.NoteRow.NotePosition;

/**
 * Writes {@code discussions} and {@code notes}.
 */
public class Discussions {

	private static final List<String> VALUES = List.of("individual_note", "position");

	private static final ChildSet OF_ISSUE = new ChildSet("discussions", "issue_id", List.of("gitlab_id"), VALUES);

	private static final ChildSet OF_MERGE_REQUEST = new ChildSet("discussions", "merge_request_id",
			List.of("gitlab_id"), VALUES);

	private static final ChildSet NOTES = new ChildSet("notes", "discussion_id", List.of("gitlab_id"),
			List.of("ordinal", "body", "type", "author_username", "system", "internal", "resolvable", "resolved",
					"resolved_by_username", "resolved_at", "created_at", "updated_at", "position_type",
					"position_base_sha", "position_start_sha", "position_head_sha", "position_old_path",
					"position_new_path", "position_old_line", "position_new_line", "position_line_range", "position_x",
					"position_y"));

	/**
	 * Makes the threads of the parent equal to the complete list from GitLab, in its
	 * order.
	 */
	public Replaced replace(WriteTransaction tx, Parent parent, List<DiscussionRow> discussions) {
		List<Long> ids = new ArrayList<>();
		List<Child> children = new ArrayList<>();
		for (int position = 0; position < discussions.size(); position++) {
			DiscussionRow discussion = discussions.get(position);
			children.add(new Child(List.of(discussion.gitlabId()),
					new @Nullable Object[] { discussion.individualNote(), position },
					(written) -> ids.add(written.id())));
		}
		ChildSet set = (parent.kind() == EntityKind.ISSUE) ? OF_ISSUE : OF_MERGE_REQUEST;
		SetChange threads = set.replace(tx, parent.id(), children);
		int notes = 0;
		for (int position = 0; position < discussions.size(); position++) {
			notes += replaceNotes(tx, ids.get(position), discussions.get(position).notes()).rows();
		}
		return new Replaced(ids, threads.rows(), notes);
	}

	private SetChange replaceNotes(WriteTransaction tx, long discussionId, List<NoteRow> notes) {
		List<Child> children = new ArrayList<>();
		for (int ordinal = 0; ordinal < notes.size(); ordinal++) {
			NoteRow note = notes.get(ordinal);
			children.add(Child.of(note.gitlabId(), values(note, ordinal)));
		}
		return NOTES.replace(tx, discussionId, children);
	}

	private static @Nullable Object[] values(NoteRow note, int ordinal) {
		List<@Nullable Object> values = new ArrayList<>();
		values.add(ordinal);
		values.add(note.body());
		values.add(note.type());
		values.add(note.authorUsername());
		values.add(note.system());
		values.add(note.internal());
		values.add(note.resolvable());
		values.add(note.resolved());
		values.add(note.resolvedByUsername());
		values.add(note.resolvedAt());
		values.add(note.createdAt());
		values.add(note.updatedAt());
		addPosition(values, note.position());
		return values.toArray();
	}

	private static void addPosition(List<@Nullable Object> values, @Nullable NotePosition position) {
		values.add((position != null) ? position.type() : null);
		values.add((position != null) ? position.baseSha() : null);
		values.add((position != null) ? position.startSha() : null);
		values.add((position != null) ? position.headSha() : null);
		values.add((position != null) ? position.oldPath() : null);
		values.add((position != null) ? position.newPath() : null);
		values.add((position != null) ? position.oldLine() : null);
		values.add((position != null) ? position.newLine() : null);
		values.add((position != null) ? position.lineRange() : null);
		values.add((position != null) ? position.x() : null);
		values.add((position != null) ? position.y() : null);
	}

	/**
	 * What a replacement left.
	 *
	 * @param discussionIds local ids, in GitLab's order
	 */
	public record Replaced(List<Long> discussionIds, int discussions, int notes) {

	}

}
