package dev.lorebatch.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.lorebatch.job.RunResult;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the first attempt of a run left behind: in the ledger, in the mirror, at the
 * server. Checks what must hold in every cell.
 */
final class Observation {

	/** Of the request pool, with the concurrency of 1 that lanes have. */
	private static final int THREADS = 2;

	/** How many sets are under way at most. */
	private static final int WINDOW = 4;

	/** So many in a row end the phase. */
	private static final int OUTAGES = 5;

	private static final Set<String> PAYLOADS = Set.of("raw_payloads");

	private static final Set<String> QUEUES = Set.of("dependent_jobs");

	private static final Set<String> EVENTS = Set.of("resource_state_events", "resource_label_events",
			"resource_milestone_events", "raw_payloads", "dependent_jobs");

	private final Place column;

	private final Fault fault;

	private final RunResult result;

	private final SyncRun run;

	private final TargetRequests target;

	private final List<String> extra;

	private final Map<String, Long> sets;

	private final Set<String> owed;

	private final long entities;

	private final long synced;

	private final long unproven;

	private final long content;

	Observation(TestMirror mirror, String runId, Place column, Fault fault, List<Seen> seen, List<Seen> undisturbed,
			RunResult result) {
		this.column = column;
		this.fault = fault;
		this.result = result;
		this.run = mirror.bean(SyncRuns.class).find(runId).orElseThrow();
		this.target = new TargetRequests(mirror, runId, column, fault, seen);
		Set<String> usual = undisturbed.stream().map(Seen::path).collect(Collectors.toSet());
		this.extra = seen.stream().map(Seen::path).filter((asked) -> !usual.contains(asked)).distinct().toList();
		this.sets = new LinkedHashMap<>();
		mirror
			.rows("SELECT CASE WHEN unproven IS NOT NULL THEN 'unproven' WHEN refused IS NOT NULL THEN 'refused' "
					+ "ELSE status END AS status, count(*) AS n FROM dependent_jobs WHERE scope_run_id = ? GROUP BY 1",
					runId)
			.forEach((row) -> this.sets.put(String.valueOf(row.get("status")), ((Number) row.get("n")).longValue()));
		this.owed = owed(mirror, runId, undisturbed);
		this.entities = mirror.count("SELECT count(*) FROM sync_run_entities WHERE run_id = ?", runId);
		this.synced = mirror.count("SELECT count(*) FROM sync_run_entities WHERE run_id = ? AND outcome = 'synced'",
				runId);
		this.unproven = mirror
			.count("SELECT count(*) FROM sync_run_entities WHERE run_id = ? AND verification = 'unproven'", runId);
		this.content = mirror.count("SELECT (SELECT count(*) FROM projects) + (SELECT count(*) FROM issues) + "
				+ "(SELECT count(*) FROM merge_requests) + (SELECT count(*) FROM raw_payloads) + "
				+ "(SELECT count(*) FROM documents)");
		require(seen);
	}

	/**
	 * The paths of the sets that are not complete.
	 */
	private static Set<String> owed(TestMirror mirror, String runId, List<Seen> undisturbed) {
		if (mirror.count("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = ?", runId) == 0) {
			return undisturbed.stream().filter(Seen::isSet).map(Seen::path).collect(Collectors.toSet());
		}
		return mirror
			.rows("""
					SELECT '/projects/' || p.gitlab_id || '/' || entity_type || 's/' || entity_iid || '/' || job_type AS path
					FROM dependent_jobs d JOIN projects p ON p.id = d.project_id
					WHERE scope_run_id = ? AND (status <> 'completed' OR unproven IS NOT NULL)
					""",
					runId)
			.stream()
			.map((row) -> String.valueOf(row.get("path")))
			.collect(Collectors.toSet());
	}

	private void require(List<Seen> seen) {
		this.target.require(seen);
		assertThat(String.valueOf(this.run.lastError())).doesNotContain(SampleTokens.FULL);
		assertThat(this.sets).as("nothing looks claimed afterwards").doesNotContainKey("claimed");
		assertThat(this.run.status()).isEqualTo((this.result.failure() != null) ? "failed" : "completed");
		if (isPreflightFailure()) {
			assertThat(this.content).as("content after a failed preflight").isZero();
		}
	}

	/**
	 * No request is sent more often than configured, once more with smaller pages where
	 * that may help, and no wait is longer than the cap.
	 */
	void requireBudget() {
		if (this.sets.containsKey("pending")) {
			// Faults that fail at once may have struck all that was under way by then
			assertThat(this.sets.getOrDefault("failed", 0L)).as("sets that failed, of which five end the phase")
				.isLessThanOrEqualTo(this.fault.isTimed() ? OUTAGES + THREADS : OUTAGES + WINDOW - 1);
		}
		this.target.requireBudget((this.column == Column.DIFFS) ? 2 : 1);
	}

	Set<String> owedSets() {
		return this.owed;
	}

	/**
	 * Where the first failure ends the phase, how much had arrived is a matter of luck.
	 */
	String owedInWords() {
		if (isPreflightFailure()) {
			return "everything";
		}
		if (this.fault == Fault.UNAUTHORIZED) {
			return "preflight and the rest";
		}
		return (this.owed.size() == 1) ? "preflight and 1 set" : "preflight and %d sets".formatted(this.owed.size());
	}

	boolean isPreflightFailure() {
		return this.result.failure() != null && "preflight".equals(this.run.lastPhase());
	}

	Cell cell(String restart) {
		int exitCode = (this.result.failure() != null) ? this.result.failure().exitCode().number() : 0;
		String outcome = (this.result.failure() != null) ? "failed in " + this.run.lastPhase() : "done";
		return new Cell(sent(), this.target.waits(), outcome, exitCode, stored(), restart, this.target.cause(),
				(this.run.lastError() != null) ? this.run.lastError() : Cell.NONE);
	}

	/**
	 * Compares with an undisturbed run. The differences there may be are that events are
	 * left out which a server does not have, and that the payload of an issue that breaks
	 * its list is that of the issue alone.
	 */
	Cell finish(Cell cell, Map<String, List<String>> content, Map<String, List<String>> wanted) {
		if (this.fault == Fault.NO_ROUTE && this.run.isComplete() && !content.equals(wanted)) {
			assertThat(without(EVENTS, content)).isEqualTo(without(EVENTS, wanted));
			return cell.withStored("all, without these events");
		}
		if (this.column == Column.LIST && this.run.isComplete() && !this.extra.isEmpty()) {
			assertThat(without(PAYLOADS, content)).isEqualTo(without(PAYLOADS, wanted));
			return cell;
		}
		assertThat(content).as("content after %s at %s", this.fault, this.column).isEqualTo(wanted);
		return cell;
	}

	/**
	 * Whether the run is complete although GitLab refused sets to it.
	 */
	boolean lacksSets() {
		return this.run.isComplete() && this.sets.containsKey("refused");
	}

	/**
	 * Checks that the entities are those of an undisturbed run.
	 */
	void requireKept(Map<String, List<String>> content, Map<String, List<String>> wanted) {
		for (String table : List.of("projects", "issues", "merge_requests", "labels")) {
			assertThat(content.get(table)).as(table).isEqualTo(wanted.get(table));
		}
	}

	/**
	 * Compares the content after another run of the same entities with that of an
	 * undisturbed one.
	 */
	Cell finishAgain(Cell cell, Map<String, List<String>> content, Map<String, List<String>> wanted) {
		assertThat(without(QUEUES, content)).as("content after %s at %s and another run", this.fault, this.column)
			.isEqualTo(without(QUEUES, wanted));
		return cell;
	}

	private static Map<String, List<String>> without(Set<String> tables, Map<String, List<String>> content) {
		Map<String, List<String>> rest = new LinkedHashMap<>(content);
		rest.keySet().removeAll(tables);
		return rest;
	}

	private String sent() {
		long failed = this.sets.getOrDefault("failed", 0L);
		String count = (failed == 0 || this.column != Column.EVERY_SET) ? String.valueOf(this.target.count())
				: (this.target.isReadAgain() ? "up to " : "") + this.target.count()
						+ (this.sets.containsKey("pending") ? " for each set that is tried" : " for each set");
		List<String> names = this.extra.stream()
			.map((asked) -> asked.substring(asked.lastIndexOf('/') + 1))
			.map((last) -> last.matches("[0-9]+") ? "the entity alone" : "`" + last + "`")
			.distinct()
			.toList();
		return names.isEmpty() ? count : count + ", then " + String.join(", ", names);
	}

	private String stored() {
		if (this.run.isComplete()) {
			if (lacksSets()) {
				long refused = this.sets.getOrDefault("refused", 0L);
				return "all but %s, refused".formatted((refused == 1) ? "this set" : "these " + refused + " sets");
			}
			return (this.unproven == 0) ? "all" : "all, the issue unproven";
		}
		if (isPreflightFailure()) {
			return "nothing";
		}
		if (this.fault == Fault.UNAUTHORIZED) {
			return "what came before";
		}
		long total = this.sets.values().stream().mapToLong(Long::longValue).sum();
		return "%d of %d sets, %d of %d entities complete".formatted(this.sets.getOrDefault("completed", 0L), total,
				this.synced, this.entities);
	}

}
