package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;

/**
 * Gives the entities of a project that is gone their tombstones, some at a time: a large
 * project has more than one transaction should take, and whoever dies in between leaves
 * the rest to the next one. Until then readers go by the mark of the project.
 */
public class GoneProjects {

	private static final KindStatement NEXT = new KindStatement(
			"SELECT id, iid FROM %1$s WHERE project_id = ? AND iid > ? AND gone_at IS NULL ORDER BY iid LIMIT ?");

	private static final KindStatement MARK = new KindStatement("""
			UPDATE %1$s SET gone_at = (SELECT gone_at FROM projects WHERE id = project_id),
				gone_run_id = (SELECT gone_run_id FROM projects WHERE id = project_id) WHERE id = ?
			""");

	private final JdbcClient jdbc;

	public GoneProjects(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The local ids of those whose entities do not all have a tombstone.
	 */
	public List<Long> findPending() {
		return this.jdbc.sql("SELECT id FROM projects WHERE gone_pending = 1 ORDER BY id").query(Long.class).list();
	}

	/**
	 * Marks the next entities. Their documents and vectors leave by trigger, and nothing
	 * is owed of them any more.
	 * @param projectId local id of the project
	 * @param limit at most so many
	 * @return their IIDs, ascending; none if there are no more, or the project is back
	 */
	public List<Long> markNext(WriteTransaction tx, long projectId, EntityKind kind, long afterIid, int limit) {
		Long fetch = tx.queryForLong("""
				SELECT f.fetch_id FROM projects p
				JOIN last_fetches f ON f.resource_type = 'project' AND f.resource_id = p.id
				WHERE p.id = ? AND p.gone_pending = 1
				""", projectId);
		if (fetch == null) {
			return List.of();
		}
		List<Long> iids = new ArrayList<>();
		tx.query(NEXT.of(kind), (row, index) -> new Next(row.getLong(1), row.getLong(2)), projectId, afterIid, limit)
			.forEach((next) -> {
				tx.update(MARK.of(kind), next.id());
				tx.update("DELETE FROM dependent_states WHERE entity_type = ? AND entity_id = ?", kind.value(),
						next.id());
				FetchOrder.note(tx, kind.value(), next.id(), fetch);
				iids.add(next.iid());
			});
		return iids;
	}

	/**
	 * Notes that all entities have their tombstones, and that none of those that could
	 * not be written is missing any more.
	 */
	public void markAll(WriteTransaction tx, long projectId) {
		int marked = tx.update("UPDATE projects SET gone_pending = 0 WHERE id = ? AND gone_pending = 1", projectId);
		if (marked > 0) {
			tx.update("UPDATE sync_run_failures SET resolved_at = (SELECT gone_at FROM projects WHERE id = project_id) "
					+ "WHERE project_id = ? AND resolved_at IS NULL", projectId);
		}
	}

	private record Next(long id, long iid) {

	}

}
