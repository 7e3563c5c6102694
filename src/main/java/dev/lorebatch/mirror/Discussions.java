package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.mirror.ChildSet.Child;

/**
 * Writes {@code discussions} and {@code notes}.
 */
public class Discussions {

	private static final List<String> VALUES = List.of("individual_note", "position");

	private static final ChildSet OF_ISSUE = ChildSet.withHidden("discussions", "issue_id", VALUES);

	private static final ChildSet OF_MERGE_REQUEST = ChildSet.withHidden("discussions", "merge_request_id", VALUES);

	private static final ChildSet NOTES = ChildSet.withHidden("notes", "discussion_id",
			List.of("ordinal", "body", "type", "author_username", "system", "internal", "resolvable", "resolved",
					"resolved_by_username", "resolved_at", "created_at", "updated_at", "position_type",
					"position_base_sha", "position_start_sha", "position_head_sha", "position_old_path",
					"position_new_path", "position_old_line", "position_new_line", "position_line_range", "position_x",
					"position_y", "position_width", "position_height"));

	private static final RowOrder THREAD_ORDER = new RowOrder("discussions", "position");

	private static final RowOrder NOTE_ORDER = new RowOrder("notes", "ordinal");

	/**
	 * Makes the threads of the parent equal to the complete list from GitLab, in its
	 * order. What is not in it stays where it was, if it stays.
	 */
	public Replaced replace(WriteTransaction tx, Parent parent, List<DiscussionRow> discussions, AbsentRows absent) {
		List<Long> before = (absent != AbsentRows.REMOVED) ? THREAD_ORDER.find(tx, parent.column(), parent.id())
				: List.of();
		List<Long> ids = new ArrayList<>();
		List<Child> children = new ArrayList<>();
		for (int position = 0; position < discussions.size(); position++) {
			DiscussionRow discussion = discussions.get(position);
			children.add(new Child(List.of(discussion.gitlabId()),
					new @Nullable Object[] { discussion.individualNote(), position },
					(written) -> ids.add(written.id())));
		}
		ChildSet set = (parent.kind() == EntityKind.ISSUE) ? OF_ISSUE : OF_MERGE_REQUEST;
		List<Long> kept = new ArrayList<>();
		SetChange threads = set.replace(tx, parent.id(), children, absent, (row) -> kept.add(row.id()));
		kept.forEach((id) -> tx.update("UPDATE notes SET unseen = 1 WHERE discussion_id = ? AND unseen = 0", id));
		THREAD_ORDER.insert(tx, before, ids, kept);
		int notes = 0;
		int deleted = threads.deleted();
		for (int position = 0; position < discussions.size(); position++) {
			SetChange change = replaceNotes(tx, ids.get(position), discussions.get(position).notes(), absent);
			notes += change.rows();
			deleted += change.deleted();
		}
		return new Replaced(ids, threads.rows(), notes, deleted,
				(absent != AbsentRows.REMOVED) ? unseen(tx, parent) : List.of());
	}

	private static List<UnseenNote> unseen(WriteTransaction tx, Parent parent) {
		return tx.query("""
				SELECT d.gitlab_id, n.body, n.system FROM notes n JOIN discussions d ON d.id = n.discussion_id
				WHERE d.%s = ? AND n.unseen = 1
				""".formatted(parent.column()),
				(row, index) -> new UnseenNote(row.getString(1), row.getString(2), row.getBoolean(3)), parent.id());
	}

	private SetChange replaceNotes(WriteTransaction tx, long discussionId, List<NoteRow> notes, AbsentRows absent) {
		List<Long> before = (absent != AbsentRows.REMOVED) ? NOTE_ORDER.find(tx, "discussion_id", discussionId)
				: List.of();
		List<Long> ids = new ArrayList<>();
		List<Long> kept = new ArrayList<>();
		List<Child> children = new ArrayList<>();
		for (int ordinal = 0; ordinal < notes.size(); ordinal++) {
			NoteRow note = notes.get(ordinal);
			children
				.add(new Child(List.of(note.gitlabId()), values(note, ordinal), (written) -> ids.add(written.id())));
		}
		SetChange change = NOTES.replace(tx, discussionId, children, absent, (row) -> kept.add(row.id()));
		NOTE_ORDER.insert(tx, before, ids, kept);
		return change;
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
		values.add((position != null) ? position.width() : null);
		values.add((position != null) ? position.height() : null);
	}

	/**
	 * What a replacement left.
	 *
	 * @param discussionIds local ids of those that GitLab sent, in its order
	 * @param deleted how many threads and notes were removed
	 * @param unseen the notes that GitLab did not send and that stay
	 */
	public record Replaced(List<Long> discussionIds, int discussions, int notes, int deleted, List<UnseenNote> unseen) {

		/**
		 * Returns GitLab's ids of the threads of which something was not sent.
		 */
		public Set<String> partlyUnseen() {
			return this.unseen.stream().map(UnseenNote::discussionGitlabId).collect(Collectors.toSet());
		}

	}

	/**
	 * A note that the view that read the thread did not get.
	 */
	public record UnseenNote(String discussionGitlabId, String body, boolean system) {

	}

}
