package dev.lorebatch.mirror;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;

/**
 * Writes {@code labels} and which entity has which. Details that a payload does not
 * carry, or that a later fetch wrote, are kept as they are, unless the name belongs to
 * another label now, of another GitLab id: nothing of the former one is taken for its
 * own.
 */
public class Labels {

	private static final String WRITE = """
			INSERT INTO labels (project_id, name, gitlab_id, color, description) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (project_id, name) DO UPDATE SET gitlab_id = coalesce(excluded.gitlab_id, gitlab_id),
				color = iif(excluded.gitlab_id <> gitlab_id, excluded.color, coalesce(excluded.color, color)),
				description = iif(excluded.gitlab_id <> gitlab_id, excluded.description,
					coalesce(excluded.description, description))
			WHERE (coalesce(excluded.gitlab_id, gitlab_id) IS NOT gitlab_id
				OR coalesce(excluded.color, color) IS NOT color
				OR coalesce(excluded.description, description) IS NOT description)
				AND NOT EXISTS (SELECT 1 FROM last_fetches f
					WHERE f.resource_type = 'label' AND f.resource_id = labels.id AND f.fetch_id > ?)
			""";

	/**
	 * Gives the entity exactly these labels.
	 * @return whether anything changed
	 */
	boolean replace(WriteTransaction tx, Parent parent, List<LabelRow> labels, long fetch) {
		String table = (parent.kind() == EntityKind.ISSUE) ? "issue_labels" : "merge_request_labels";
		Set<Long> gone = new HashSet<>(tx.query("SELECT label_id FROM " + table + " WHERE " + parent.column() + " = ?",
				(row, index) -> row.getLong(1), parent.id()));
		boolean changed = false;
		for (LabelRow label : labels) {
			long id = write(tx, parent.projectId(), label, fetch);
			if (!gone.remove(id)) {
				changed |= tx.update("INSERT INTO " + table + " (" + parent.column()
						+ ", label_id) VALUES (?, ?) ON CONFLICT DO NOTHING", parent.id(), id) > 0;
			}
		}
		for (Long id : gone) {
			tx.update("DELETE FROM " + table + " WHERE " + parent.column() + " = ? AND label_id = ?", parent.id(), id);
			changed = true;
		}
		return changed;
	}

	private long write(WriteTransaction tx, long projectId, LabelRow label, long fetch) {
		tx.update(WRITE, projectId, label.name(), label.gitlabId(), label.color(), label.description(), fetch);
		Long id = tx.queryForLong("SELECT id FROM labels WHERE project_id = ? AND name = ?", projectId, label.name());
		if (id == null) {
			throw new IllegalStateException("The label just written is missing");
		}
		if (label.gitlabId() != null) { // a bare name says nothing about the details
			FetchOrder.note(tx, FetchOrder.LABEL, id, fetch);
		}
		return id;
	}

}
