package dev.lorebatch.run;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Timestamps;

/**
 * The convergence receipts in {@code sync_run_entities}.
 */
public class RunReceipts {

	private static final String WHERE = " WHERE run_id = ? AND kind = ? AND iid = ?";

	private final JdbcClient jdbc;

	private final Clock clock;

	public RunReceipts(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * The entities whose dependents are all in and that were not asked for once more yet.
	 * Those with sets that are not believed are always among them: if they moved
	 * meanwhile, that can be the reason.
	 */
	public List<RunEntity> findUnasked(String runId) {
		return this.jdbc.sql("""
				SELECT * FROM sync_run_entities WHERE run_id = ? AND outcome <> 'gone' AND verification = 'unproven'
					AND iif(dependents_at IS NULL, outcome = 'synced', verification_note IS NULL) ORDER BY kind, iid
				""").param(runId).query(RunEntities::map).list();
	}

	/**
	 * Lets a new attempt of the run ask again for what an earlier one got no answer for.
	 */
	public void forgetNotes(WriteTransaction tx, String runId) {
		tx.update("UPDATE sync_run_entities SET verification_note = NULL WHERE run_id = ? "
				+ "AND verification = 'unproven'", runId);
	}

	/**
	 * Notes that GitLab still says the same.
	 * @param settlesAt until when it may hide a later change, {@code null} if it cannot
	 */
	public void markVerified(WriteTransaction tx, String runId, EntityRef entity, @Nullable String settlesAt) {
		tx.update("""
				UPDATE sync_run_entities SET verification = 'verified', verified_at = ?, settles_at = ?,
					outcome = 'synced', error_code = NULL, error_message = NULL
				""" + WHERE, Timestamps.format(this.clock.instant()), settlesAt, runId, entity.kind().value(),
				entity.iid());
	}

	/**
	 * Notes that the entity moved more often than it may be fetched again.
	 * @param settlesAt until when GitLab may hide a later change
	 */
	public void markMoving(WriteTransaction tx, String runId, EntityRef entity, @Nullable String settlesAt) {
		tx.update("UPDATE sync_run_entities SET verification = 'moving', settles_at = ?" + WHERE, settlesAt, runId,
				entity.kind().value(), entity.iid());
	}

	/**
	 * Notes why the entity cannot be verified.
	 */
	public void markUnproven(WriteTransaction tx, String runId, EntityRef entity, String note) {
		tx.update("UPDATE sync_run_entities SET verification_note = ?" + WHERE, note, runId, entity.kind().value(),
				entity.iid());
	}

	/**
	 * Notes that the entity moved and is being fetched again.
	 * @param asked when its new payload was asked for
	 */
	public void beginRound(WriteTransaction tx, String runId, EntityRef entity, Asked asked) {
		tx.update("""
				UPDATE sync_run_entities SET verify_rounds = verify_rounds + 1, fetched_at = ?, gitlab_fetched_at = ?,
					dependents_at = NULL, verification_note = NULL, refused = NULL, http_status = NULL
				""" + WHERE, asked.at(), asked.gitlabAt(), runId, entity.kind().value(), entity.iid());
	}

	/**
	 * Notes that all sets of the run's entities are fetched again, with another view.
	 */
	public void forgetAll(WriteTransaction tx, String runId) {
		tx.update("""
				UPDATE sync_run_entities SET dependents_at = NULL, verification = 'unproven', verification_note = NULL,
					verified_at = NULL, settles_at = NULL, refused = NULL, http_status = NULL,
					outcome = CASE outcome WHEN 'synced' THEN 'ingested' ELSE outcome END
				WHERE run_id = ? AND (dependents_at IS NOT NULL OR outcome = 'synced')
				""", runId);
	}

	/**
	 * Notes that a set is read again that had been taken as read.
	 */
	public void reopen(WriteTransaction tx, String runId, EntityRef entity) {
		tx.update("""
				UPDATE sync_run_entities SET outcome = 'ingested', dependents_at = NULL, verification = 'unproven',
					verification_note = NULL, verified_at = NULL, settles_at = NULL, refused = NULL, http_status = NULL
				""" + WHERE + " AND outcome = 'synced'", runId, entity.kind().value(), entity.iid());
	}

	/**
	 * How many entities of the run are in which state, and how often they were fetched
	 * again.
	 */
	public Counts count(String runId) {
		Map<Verification, Integer> byState = new EnumMap<>(Verification.class);
		int[] rounds = { 0 };
		this.jdbc
			.sql("SELECT verification, count(*) AS entities, sum(verify_rounds) AS rounds "
					+ "FROM sync_run_entities WHERE run_id = ? GROUP BY verification")
			.param(runId)
			.query((row) -> {
				byState.put(Verification.ofValue(row.getString("verification")), row.getInt("entities"));
				rounds[0] += row.getInt("rounds");
			});
		return new Counts(byState.getOrDefault(Verification.VERIFIED, 0), byState.getOrDefault(Verification.MOVING, 0),
				rounds[0]);
	}

	/**
	 * The entities that could not be verified, those that moved too often, and those with
	 * sets that are refused.
	 */
	public List<RunEntity> findUnproven(String runId) {
		return this.jdbc
			.sql("SELECT * FROM sync_run_entities WHERE run_id = ? AND (verification = 'moving' "
					+ "OR verification_note IS NOT NULL OR refused IS NOT NULL) ORDER BY kind, iid")
			.param(runId)
			.query(RunEntities::map)
			.list();
	}

	/**
	 * Receipts of one run.
	 */
	public record Counts(int verified, int moving, int rounds) {

	}

}
