package dev.lorebatch.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;

/**
 * The rows of {@code dependent_states}: which state of an entity its dependent sets
 * belong to. They tell a run of whole projects which entities it can leave alone, and
 * which it has to look at whatever the listing says.
 */
public class DependentStates {

	private static final String WHERE = " WHERE entity_type = ? AND entity_id = ?";

	private final JdbcClient jdbc;

	public DependentStates(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Whether all sets of the entity are in, were fetched when GitLab could hide nothing
	 * any more, and belong to this state of it.
	 */
	public boolean isProven(WriteTransaction tx, EntityKind kind, long entityId, EntityVersion version) {
		return tx.queryForLong(
				"SELECT 1 FROM dependent_states" + WHERE
						+ " AND complete = 1 AND settles_at IS NULL AND updated_at = ? AND user_notes_count IS ?",
				kind.value(), entityId, version.updatedAt(), version.userNotesCount()) != null;
	}

	/**
	 * Notes that the run has queued all sets of the entity: until it completes them, they
	 * are not known to belong together.
	 * @param version the state of the row in the mirror; what is fetched from now on is
	 * at least as new
	 * @param settlesAt until when GitLab may hide a later change, {@code null} if it
	 * cannot
	 */
	public void markQueued(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId,
			EntityVersion version, @Nullable String settlesAt) {
		tx.update("""
				INSERT INTO dependent_states (entity_type, entity_id, project_id, run_id, updated_at, user_notes_count,
					settles_at, complete) VALUES (?, ?, ?, ?, ?, ?, ?, 0)
				ON CONFLICT (entity_type, entity_id) DO UPDATE SET run_id = excluded.run_id,
					updated_at = excluded.updated_at, user_notes_count = excluded.user_notes_count,
					settles_at = excluded.settles_at, complete = 0, unproven = NULL
				""", kind.value(), entityId, projectId, runId, version.updatedAt(), version.userNotesCount(),
				settlesAt);
	}

	/**
	 * Notes that GitLab may have shown a later state of the entity than the mirror has:
	 * the next run looks at it again.
	 * @param shown that state
	 */
	public void markOpen(WriteTransaction tx, EntityKind kind, long entityId, EntityVersion shown) {
		tx.update("UPDATE dependent_states SET settles_at = coalesce(settles_at, ?)" + WHERE, shown.updatedAt(),
				kind.value(), entityId);
	}

	/**
	 * Notes that the run has all sets in. If another run queued them since, it is for
	 * that one to say so.
	 */
	public void markComplete(WriteTransaction tx, String runId, EntityKind kind, long entityId) {
		tx.update("UPDATE dependent_states SET complete = 1, unproven = NULL" + WHERE + " AND run_id = ?", kind.value(),
				entityId, runId);
	}

	/**
	 * Notes that the run has read all sets, but that some of them contradict what is
	 * known: the next run looks again.
	 * @param note which and why
	 */
	public void markUnproven(WriteTransaction tx, String runId, EntityKind kind, long entityId, String note) {
		tx.update("UPDATE dependent_states SET unproven = ?" + WHERE + " AND run_id = ?", note, kind.value(), entityId,
				runId);
	}

	/**
	 * The entities of the run whose sets contradict what is known of them, by what users
	 * call them, with the reasons.
	 */
	public Map<String, String> findUnproven(String runId) {
		Map<String, String> notes = new LinkedHashMap<>();
		this.jdbc
			.sql("""
					SELECT p.path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid) AS name,
						s.unproven
					FROM dependent_states s
					JOIN projects p ON p.id = s.project_id
					LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
					LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
					WHERE s.run_id = ? AND s.unproven IS NOT NULL ORDER BY p.path, s.entity_type, coalesce(i.iid, m.iid)
					""")
			.param(runId)
			.query((row) -> {
				notes.put(row.getString("name"), row.getString("unproven"));
			});
		return notes;
	}

	/**
	 * Forgets what is known of an entity that GitLab does not list any more: if it comes
	 * back, all its sets are fetched.
	 */
	public void remove(WriteTransaction tx, EntityKind kind, long entityId) {
		tx.update("DELETE FROM dependent_states" + WHERE, kind.value(), entityId);
	}

	/**
	 * How many entities of a project have open sets, or may have changed unnoticed.
	 * @param gitlabId GitLab's id of the project
	 */
	public long countOpen(long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT count(*) FROM dependent_states s JOIN projects p ON p.id = s.project_id
				WHERE p.gitlab_id = ? AND s.entity_type = ? AND (s.complete = 0 OR s.settles_at IS NOT NULL)
				""").params(gitlabId, kind.value()).query(Long.class).single();
	}

	/**
	 * The next entities that a run has to look at whatever the listing says: whose sets
	 * are not all in, or that had changed right before they were fetched.
	 * @param gitlabId GitLab's id of the project
	 * @param runId the run that looks; what it queued itself is left out
	 */
	public List<Open> findOpen(long gitlabId, EntityKind kind, String runId, long afterEntityId, int limit) {
		return this.jdbc.sql("""
				SELECT s.entity_id, s.run_id, s.complete, e.iid
				FROM dependent_states s
				JOIN projects p ON p.id = s.project_id
				JOIN %s e ON e.id = s.entity_id
				WHERE p.gitlab_id = ? AND s.entity_type = ? AND (s.complete = 0 OR s.settles_at IS NOT NULL)
					AND s.run_id <> ? AND s.entity_id > ?
				ORDER BY s.entity_id LIMIT ?
				""".formatted(kind.resource()))
			.params(gitlabId, kind.value(), runId, afterEntityId, limit)
			.query((row, index) -> new Open(row.getLong("entity_id"), new EntityRef(kind, row.getLong("iid")),
					row.getString("run_id"), row.getBoolean("complete")))
			.list();
	}

	/**
	 * An entity to look at.
	 *
	 * @param runId the run that queued its sets last
	 * @param fetched whether that run has them all in
	 */
	public record Open(long entityId, EntityRef entity, String runId, boolean fetched) {

	}

}
