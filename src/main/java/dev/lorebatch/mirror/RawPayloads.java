package dev.lorebatch.mirror;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code raw_payloads}: what GitLab sent, every field of it.
 */
public class RawPayloads {

	private static final TableWriter WRITER = new TableWriter("raw_payloads",
			List.of("project_id", "resource_type", "resource_key"),
			List.of("payload_hash", "payload", "parent_type", "parent_id"));

	/**
	 * Keeps the payload of an issue or merge request.
	 * @return whether it differs from the one before
	 */
	boolean write(WriteTransaction tx, Parent parent, String payload) {
		return WRITER
			.write(tx, List.of(parent.projectId(), parent.kind().value(), String.valueOf(parent.iid())),
					ContentHash.of(payload), payload, null, null)
			.change()
			.isWrite();
	}

	/**
	 * Whether the payload of an issue or merge request is not the stored one.
	 */
	static boolean differs(JdbcClient jdbc, Parent parent, String payload) {
		return jdbc.sql("""
				SELECT count(*) FROM raw_payloads
				WHERE project_id = ? AND resource_type = ? AND resource_key = ? AND payload_hash = ?
				""")
			.params(parent.projectId(), parent.kind().value(), String.valueOf(parent.iid()), ContentHash.of(payload))
			.query(Long.class)
			.single() == 0;
	}

	/**
	 * Makes the payloads of one kind below a parent equal to a complete set.
	 * @param payloads raw JSON by GitLab's id
	 * @param kept GitLab's ids of those that stay as they are, whether they are in the
	 * set or not
	 */
	public void replace(WriteTransaction tx, Parent parent, String resourceType, Map<String, String> payloads,
			Set<String> kept) {
		String prefix = parent.kind().value() + '/' + parent.iid() + '/';
		Set<Long> gone = new HashSet<>(tx.query("""
				SELECT id FROM raw_payloads WHERE parent_type = ? AND parent_id = ? AND resource_type = ?
				""", (row, index) -> row.getLong(1), parent.kind().value(), parent.id(), resourceType));
		for (String gitlabId : kept) {
			gone.remove(WRITER.findId(tx, List.of(parent.projectId(), resourceType, prefix + gitlabId)));
		}
		payloads.forEach((gitlabId, payload) -> {
			if (!kept.contains(gitlabId)) {
				gone.remove(WRITER
					.write(tx, List.of(parent.projectId(), resourceType, prefix + gitlabId), ContentHash.of(payload),
							payload, parent.kind().value(), parent.id())
					.id());
			}
		});
		gone.forEach((id) -> tx.update("DELETE FROM raw_payloads WHERE id = ?", id));
	}

}
