package dev.lorebatch.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.lorebatch.entity.EntityKind;

/**
 * The mirror of a project at one moment.
 *
 * @param content all of it, without the ids of runs and the times of tombstones
 * @param watermarks by kind
 * @param sets how many dependent sets it has completed, as long as it has failed
 * @param gone how many tombstones there are
 * @param unproven how many entities the newest reconciliation did not find, without a
 * proof that they are gone
 */
record ProjectState(Map<String, List<String>> content, Map<String, String> watermarks, long sets, long gone,
		long unproven) {

	private static final Set<String> QUEUES = Set.of("dependent_jobs", "dirty_sources", "pending_embeddings");

	static ProjectState of(FaultedMirror mirror, String runId) {
		Map<String, List<String>> content = new TreeMap<>();
		mirror.content()
			.forEach((table, rows) -> content.put(table, rows.stream().map(ProjectState::withoutRun).toList()));
		Map<String, String> watermarks = new HashMap<>();
		mirror.mirror()
			.rows("SELECT kind, watermark FROM sync_watermarks")
			.forEach((row) -> watermarks.put(String.valueOf(row.get("kind")), String.valueOf(row.get("watermark"))));
		return new ProjectState(content, watermarks,
				mirror.mirror()
					.count("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = ? AND status = 'completed' "
							+ "AND unproven IS NULL", runId),
				mirror.mirror().count("SELECT count(*) FROM gone_entities"),
				mirror.mirror().count("SELECT coalesce(sum(unproven), 0) FROM sync_reconciliations"));
	}

	private static String withoutRun(String row) {
		return row.replaceAll("gone_at=[0-9][^ ]*", "gone_at=set")
			.replaceAll("gone_run_id=(?!null)[^ ]+", "gone_run_id=set");
	}

	/**
	 * Without what is still to be done: a failed run keeps its queues until it is
	 * restarted.
	 */
	Map<String, List<String>> result() {
		Map<String, List<String>> result = new TreeMap<>(this.content);
		result.keySet().removeAll(QUEUES);
		return result;
	}

	/**
	 * The entities of a kind, gone or not.
	 */
	List<String> entities(EntityKind kind) {
		return this.content.getOrDefault(kind.resource(), List.of())
			.stream()
			.map((row) -> row.replaceAll("gone_(at|run_id)=[a-z]+", ""))
			.toList();
	}

	/**
	 * The tables in which the result differs.
	 */
	List<String> differences(ProjectState other) {
		Map<String, List<String>> others = other.result();
		return result().entrySet()
			.stream()
			.filter((table) -> !table.getValue().equals(others.get(table.getKey())))
			.map(Map.Entry::getKey)
			.toList();
	}

}
