package dev.lorebatch.mirror;

import java.time.Clock;
import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.view.RunViews;

/**
 * Tombstones: {@code gone_at} of issues and merge requests that GitLab does not give any
 * more. Documents and vectors go with the mark, by trigger.
 */
public class Tombstones {

	private static final String FIND = """
			SELECT e.id, e.iid, %2$s AS confidential, e.gone_at IS NOT NULL AS gone,
				v.sees_everything OR f.view_id = v.id AS covered
			FROM %1$s e
			JOIN projects p ON p.id = e.project_id
			LEFT JOIN sync_run_views r ON r.project_gitlab_id = p.gitlab_id
				AND r.run_id = (SELECT run_id FROM sync_run_fetches WHERE id = ?1)
			LEFT JOIN views v ON v.id = r.view_id
			LEFT JOIN last_fetches f ON f.resource_type = '%3$s' AND f.resource_id = e.id
			WHERE p.gitlab_id = ?2 AND\s""";

	private static final String FIND_NEXT = FIND + """
			e.iid > ?3 AND (f.fetch_id IS NULL OR f.fetch_id < ?4)
			ORDER BY e.iid LIMIT ?5
			""";

	private static final String FIND_NAMED = FIND + "e.iid IN (SELECT value FROM json_each(?3)) ORDER BY e.iid";

	private static final String MARK = """
			UPDATE %1$s SET gone_at = ?1, gone_run_id = ?2
			WHERE id = ?3 AND gone_at IS NULL AND EXISTS (SELECT 1 FROM last_fetches f
				JOIN projects p ON p.id = %1$s.project_id
				JOIN sync_run_views r ON r.run_id = ?2 AND r.project_gitlab_id = p.gitlab_id
				JOIN views v ON v.id = r.view_id AND (v.sees_everything OR v.id = f.view_id)
				WHERE f.resource_type = '%2$s' AND f.resource_id = %1$s.id AND f.fetch_id < ?4)
			""";

	private static final KindStatement REMOVE = new KindStatement("""
			UPDATE %1$s SET gone_at = NULL, gone_run_id = NULL
			WHERE project_id = ?1 AND iid = ?2 AND gone_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM last_fetches f
				WHERE f.resource_type = '%2$s' AND f.resource_id = %1$s.id AND f.fetch_id > ?3)
			""");

	private final JdbcClient jdbc;

	private final Clock clock;

	public Tombstones(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Finds the highest IID that is known of a project, gone or not; 0 if none is.
	 * @param gitlabId GitLab's id of the project
	 */
	public long findHighestIid(long gitlabId, EntityKind kind) {
		return this.jdbc
			.sql("SELECT coalesce(max(e.iid), 0) FROM %s e JOIN projects p ON p.id = e.project_id WHERE p.gitlab_id = ?"
				.formatted(kind.resource()))
			.param(gitlabId)
			.query(Long.class)
			.single();
	}

	/**
	 * The next entities of a project, with and without a tombstone, that no fetch has
	 * seen from one number on.
	 * @param gitlabId GitLab's id of the project
	 * @param fetch the number of the fetch that is to look for them
	 * @param seenSince the number from which on it counts as seen
	 */
	public List<Known> findNext(long gitlabId, EntityKind kind, long fetch, long seenSince, long afterIid, int limit) {
		return find(FIND_NEXT, kind, fetch, gitlabId, afterIid, seenSince, limit);
	}

	/**
	 * Those of the named entities of a project that the mirror has, with and without a
	 * tombstone.
	 * @param gitlabId GitLab's id of the project
	 * @param fetch the number of the fetch that is to look for them
	 */
	public List<Known> findNamed(long gitlabId, EntityKind kind, long fetch, Collection<Long> iids) {
		return find(FIND_NAMED, kind, fetch, gitlabId, iids.toString());
	}

	private List<Known> find(String sql, EntityKind kind, Object... arguments) {
		String confidential = (kind == EntityKind.ISSUE) ? "e.confidential" : "0";
		return this.jdbc.sql(sql.formatted(kind.resource(), confidential, kind.value()))
			.params(arguments)
			.query((row, index) -> new Known(row.getLong("id"), row.getLong("iid"), row.getBoolean("confidential"),
					row.getBoolean("gone"), row.getBoolean("covered")))
			.list();
	}

	/**
	 * How many tombstones of a project a run made.
	 * @param gitlabId GitLab's id of the project
	 */
	public int count(long gitlabId, EntityKind kind, String runId) {
		return this.jdbc.sql("""
				SELECT count(*) FROM %s e JOIN projects p ON p.id = e.project_id
				WHERE p.gitlab_id = ? AND e.gone_at IS NOT NULL AND e.gone_run_id = ?
				""".formatted(kind.resource())).params(gitlabId, runId).query(Integer.class).single();
	}

	/**
	 * Marks an entity as gone, unless it was seen since, or last by a view that the view
	 * of the run is not known to cover.
	 * @param projectId local id of the project
	 * @param fetch the number of the fetch that proved it
	 * @return whether it is marked now and was not before
	 */
	public boolean mark(WriteTransaction tx, EntityKind kind, long projectId, long id, String runId, long fetch) {
		int marked = tx.update(MARK.formatted(kind.resource(), kind.value()), Timestamps.format(this.clock.instant()),
				runId, id, fetch);
		if (marked > 0) {
			FetchOrder.note(tx, kind.value(), id, fetch, RunViews.of(tx, runId, projectId));
		}
		return marked > 0;
	}

	/**
	 * Whether an entity has a tombstone.
	 * @param id its local id
	 */
	public boolean isMarked(WriteTransaction tx, EntityKind kind, long id) {
		return tx.queryForLong("SELECT 1 FROM %s WHERE id = ? AND gone_at IS NOT NULL".formatted(kind.resource()),
				id) != null;
	}

	/**
	 * Takes the tombstone away, because the entity was seen, unless it was found to be
	 * gone by someone who asked later.
	 * @param projectId local id of the project
	 * @return whether it had one
	 */
	static boolean remove(WriteTransaction tx, EntityKind kind, long projectId, long iid, long fetch) {
		return tx.update(REMOVE.of(kind), projectId, iid, fetch) > 0;
	}

	/**
	 * An entity of the mirror.
	 *
	 * @param id local id
	 * @param gone whether it has a tombstone
	 * @param covered whether the view that looks now is known to see at least as much as
	 * the one that saw it last
	 */
	public record Known(long id, long iid, boolean confidential, boolean gone, boolean covered) {

	}

}
