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
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * The rows of {@code dependent_states}: which state of an entity its dependent sets
 * belong to, for each view that read them. They tell a run of whole projects which
 * entities it can leave alone, and which it has to look at whatever the listing says.
 */
public class DependentStates {

	private static final String WHERE = " WHERE entity_type = ? AND entity_id = ?";

	private static final String COVERED = " AND (view_id = ? OR ?)";

	/**
	 * Condition that a set that was refused may be given to the run: it has another view
	 * that has not asked yet, or another token.
	 */
	private static final String ANOTHER_TOKEN = """
			v.id IS NOT NULL AND CASE WHEN s.view_id = v.id THEN s.refused_token_view_id IS NOT
			""" + token("?1") + """
			ELSE NOT EXISTS (SELECT 1 FROM dependent_states o
				WHERE o.entity_type = s.entity_type AND o.entity_id = s.entity_id AND o.view_id = v.id) END
			""";

	private final JdbcClient jdbc;

	public DependentStates(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The token of a run, as {@code token_views} knows it.
	 * @param runId the parameter that names the run
	 */
	private static String token(String runId) {
		return "(SELECT token_view_id FROM sync_run_fetches WHERE run_id = %s ORDER BY id DESC LIMIT 1)"
			.formatted(runId);
	}

	/**
	 * Finds out whether all sets of the entity are in as the view of the run sees them,
	 * were fetched when GitLab could hide nothing any more, and belong to this state of
	 * it. A set that was refused counts for the view and the token it was refused to.
	 * @param projectId local id of the project
	 */
	public Proof proof(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId,
			EntityVersion version) {
		View view = RunViews.of(tx, runId, projectId);
		List<Boolean> covering = tx.query("""
				SELECT CASE WHEN s.refused IS NULL
					THEN s.view_id = ?1 OR coalesce((SELECT sees_everything FROM views v WHERE v.id = s.view_id), 0)
					ELSE s.view_id = ?1 AND s.refused_token_view_id IS
				""" + token("?2")
				+ """
						 END
						FROM dependent_states s WHERE entity_type = ?3 AND entity_id = ?4 AND complete = 1 AND settles_at IS NULL
							AND updated_at = ?5 AND user_notes_count IS ?6
						""",
				(row, index) -> row.getBoolean(1), view.id(), runId, kind.value(), entityId, version.updatedAt(),
				version.userNotesCount());
		if (view.isKnown() && covering.contains(true)) {
			return Proof.PROVEN;
		}
		return covering.isEmpty() ? Proof.OPEN : Proof.OF_OTHER_VIEW;
	}

	/**
	 * Notes that the run has queued all sets of the entity: until it completes them, they
	 * are not known to belong together. What other views are owed is left to them, unless
	 * the view of the run covers them.
	 * @param version the state of the row in the mirror; what is fetched from now on is
	 * at least as new
	 * @param settlesAt until when GitLab may hide a later change, {@code null} if it
	 * cannot
	 */
	public void markQueued(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId,
			EntityVersion version, @Nullable String settlesAt) {
		View view = RunViews.of(tx, runId, projectId);
		if (view.seesEverything()) {
			tx.update("DELETE FROM dependent_states" + WHERE + " AND view_id <> ?", kind.value(), entityId, view.id());
		}
		else if (view.isKnown()) { // nobody else can take over what is owed to nobody
									// known
			tx.update("UPDATE dependent_states SET complete = 1, settles_at = NULL" + WHERE + " AND view_id = 0",
					kind.value(), entityId);
		}
		tx.update("""
				INSERT INTO dependent_states (entity_type, entity_id, view_id, project_id, run_id, updated_at,
					user_notes_count, settles_at, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
				ON CONFLICT (entity_type, entity_id, view_id) DO UPDATE SET run_id = excluded.run_id,
					updated_at = excluded.updated_at, user_notes_count = excluded.user_notes_count,
					settles_at = excluded.settles_at, complete = 0, unproven = NULL, refused = NULL,
					refused_token_view_id = NULL
				""", kind.value(), entityId, view.id(), projectId, runId, version.updatedAt(), version.userNotesCount(),
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
	 * Notes that the run has all sets in, as its view sees them, but for those that it is
	 * refused. If another run queued them since, it is for that one to say so.
	 * @param projectId local id of the project
	 * @param refused the sets that are refused, as JSON; {@code null} for none
	 */
	public void markComplete(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId,
			@Nullable String refused) {
		View view = RunViews.of(tx, runId, projectId);
		tx.update("UPDATE dependent_states SET complete = 1, unproven = NULL" + WHERE + " AND run_id = ?" + COVERED,
				kind.value(), entityId, runId, view.id(), view.seesEverything());
		markRefused(tx, runId, kind, entityId, refused);
	}

	private static void markRefused(WriteTransaction tx, String runId, EntityKind kind, long entityId,
			@Nullable String refused) {
		tx.update(
				"UPDATE dependent_states SET refused = ?1, refused_token_view_id = CASE WHEN ?1 IS NOT NULL THEN "
						+ token("?2") + " END WHERE entity_type = ?3 AND entity_id = ?4 AND run_id = ?2",
				refused, runId, kind.value(), entityId);
	}

	/**
	 * Notes that the run reads a set again that it had taken as read.
	 */
	public void markIncomplete(WriteTransaction tx, String runId, EntityKind kind, long entityId) {
		tx.update("UPDATE dependent_states SET complete = 0" + WHERE + " AND run_id = ?", kind.value(), entityId,
				runId);
	}

	/**
	 * Notes that the run has read all sets, but that some of them contradict what is
	 * known: the next run looks again.
	 * @param note which and why
	 * @param refused the sets that are refused, as JSON; {@code null} for none
	 */
	public void markUnproven(WriteTransaction tx, String runId, EntityKind kind, long entityId, String note,
			@Nullable String refused) {
		tx.update("UPDATE dependent_states SET unproven = ?" + WHERE + " AND run_id = ?", note, kind.value(), entityId,
				runId);
		markRefused(tx, runId, kind, entityId, refused);
	}

	/**
	 * The entities of the run whose sets contradict what is known of them, by what users
	 * call them, with the reasons.
	 */
	public Map<String, String> findUnproven(String runId) {
		return find(runId, "unproven");
	}

	/**
	 * The entities of the run with sets that GitLab refuses to its token, by what users
	 * call them, with these sets as JSON.
	 */
	public Map<String, String> findRefused(String runId) {
		return find(runId, "refused");
	}

	private Map<String, String> find(String runId, String column) {
		Map<String, String> notes = new LinkedHashMap<>();
		this.jdbc
			.sql("""
					SELECT p.path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid) AS name,
						s.%1$s
					FROM dependent_states s
					JOIN projects p ON p.id = s.project_id
					LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
					LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
					WHERE s.run_id = ? AND s.%1$s IS NOT NULL ORDER BY p.path, s.entity_type, coalesce(i.iid, m.iid)
					"""
				.formatted(column))
			.param(runId)
			.query((row) -> {
				notes.put(row.getString("name"), row.getString(column));
			});
		return notes;
	}

	/**
	 * Has other views look at the entity again, because the view of the run removed rows
	 * that they may still see.
	 * @param projectId local id of the project
	 */
	public void lookAgain(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId) {
		View view = RunViews.of(tx, runId, projectId);
		tx.update("UPDATE dependent_states SET settles_at = coalesce(settles_at, updated_at, '')" + WHERE
				+ " AND view_id NOT IN (0, ?)", kind.value(), entityId, view.id());
	}

	/**
	 * Forgets what is known of an entity that GitLab does not list any more, as far as
	 * the view of the run covers it: if the entity comes back, all its sets are fetched.
	 * @param projectId local id of the project
	 */
	public void remove(WriteTransaction tx, String runId, long projectId, EntityKind kind, long entityId) {
		View view = RunViews.of(tx, runId, projectId);
		tx.update("DELETE FROM dependent_states" + WHERE + COVERED, kind.value(), entityId, view.id(),
				view.seesEverything());
		lookAgain(tx, runId, projectId, kind, entityId);
	}

	/**
	 * How many entities of a project have open sets, or may have changed unnoticed, for
	 * any view.
	 * @param gitlabId GitLab's id of the project
	 */
	public long countOpen(long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT count(DISTINCT s.entity_id) FROM dependent_states s JOIN projects p ON p.id = s.project_id
				WHERE p.gitlab_id = ? AND s.entity_type = ?
					AND (s.complete = 0 OR s.settles_at IS NOT NULL OR s.refused IS NOT NULL)
					AND (s.complete = 0 OR s.settles_at IS NOT NULL)
				""").params(gitlabId, kind.value()).query(Long.class).single();
	}

	/**
	 * The next entities that a run has to look at whatever the listing says: whose sets
	 * are not all in, or that had changed right before they were fetched, or of which
	 * sets were refused to another view or token. What a view is owed that the view of
	 * the run does not cover is left to it.
	 * @param gitlabId GitLab's id of the project
	 * @param runId the run that looks; what it queued itself is left out
	 */
	public List<Open> findOpen(long gitlabId, EntityKind kind, String runId, long afterEntityId, int limit) {
		return this.jdbc.sql("""
				SELECT s.entity_id, s.run_id, s.complete, e.iid
				FROM dependent_states s
				JOIN projects p ON p.id = s.project_id
				JOIN %s e ON e.id = s.entity_id
				LEFT JOIN sync_run_views r ON r.run_id = ?1 AND r.project_gitlab_id = p.gitlab_id
				LEFT JOIN views v ON v.id = r.view_id
				WHERE p.gitlab_id = ?2 AND s.entity_type = ?3
					AND (s.complete = 0 OR s.settles_at IS NOT NULL OR s.refused IS NOT NULL)
					AND ((s.complete = 0 OR s.settles_at IS NOT NULL) AND (v.sees_everything OR s.view_id IN (0, v.id))
						OR s.refused IS NOT NULL AND %s)
					AND s.run_id <> ?1 AND s.entity_id > ?4
				ORDER BY s.entity_id LIMIT ?5
				""".formatted(kind.resource(), ANOTHER_TOKEN))
			.params(runId, gitlabId, kind.value(), afterEntityId, limit)
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

	/**
	 * What is known of the sets of an entity.
	 */
	public enum Proof {

		/** All are in, as the view of the run sees them. */
		PROVEN,

		/** All are in, but as another view sees them. */
		OF_OTHER_VIEW,

		/** Not all are in, or they belong to another state of the entity. */
		OPEN

	}

}
