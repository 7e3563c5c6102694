package dev.lorebatch.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.LoreException;

/**
 * The rows of {@code sync_run_entities}.
 */
public class RunEntities {

	private static final String WHERE = " WHERE run_id = ? AND kind = ? AND iid = ?";

	private final JdbcClient jdbc;

	private final Clock clock;

	public RunEntities(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Writes one row for every requested entity that has none yet.
	 */
	public void insertRequested(WriteTransaction tx, SurgicalRequest request) {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (EntityRef entity : request.entities()) {
			rows.add(new @Nullable Object[] { request.runId(), entity.kind().value(), entity.iid() });
		}
		tx.updateAll("INSERT INTO sync_run_entities (run_id, kind, iid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows);
	}

	/**
	 * Notes that preflight has the entities; what an earlier attempt reached stays.
	 * @param asked when preflight began to ask for them
	 */
	public void markFound(WriteTransaction tx, String runId, Collection<EntityRef> entities, Asked asked) {
		for (EntityRef entity : entities) {
			tx.update("""
					UPDATE sync_run_entities SET outcome = CASE WHEN ingested_at IS NULL THEN 'found' ELSE outcome END,
						fetched_at = CASE WHEN ingested_at IS NULL THEN ? ELSE fetched_at END,
						gitlab_fetched_at = CASE WHEN ingested_at IS NULL THEN ? ELSE gitlab_fetched_at END,
						http_status = CASE WHEN refused IS NULL THEN NULL ELSE http_status END, error_code = NULL,
						error_message = NULL, attempts = NULL, retryable = NULL
					""" + WHERE, asked.at(), asked.gitlabAt(), runId, entity.kind().value(), entity.iid());
		}
	}

	public void markFailed(WriteTransaction tx, String runId, Collection<EntityFailure> failures) {
		for (EntityFailure failure : failures) {
			tx.update("""
					UPDATE sync_run_entities SET outcome = ?, http_status = ?, error_code = ?, error_message = ?,
						attempts = ?, retryable = ?
					""" + WHERE, failure.outcome().value(), failure.httpStatus(), failure.errorCode(),
					failure.message(), failure.attempts(), failure.retryable(), runId, failure.entity().kind().value(),
					failure.entity().iid());
		}
	}

	/**
	 * Notes that the entity's row is in the mirror. If the run writes it again, what it
	 * did as a whole stays: inserted, or changed at all.
	 * @param change {@code inserted}, {@code updated}, {@code unchanged} or
	 * {@code stale_skipped}
	 * @param version the state of the row the mirror has now
	 */
	public void markIngested(WriteTransaction tx, String runId, EntityRef entity, String change,
			EntityVersion version) {
		tx.update("""
				UPDATE sync_run_entities SET outcome = 'ingested', gitlab_updated_at = ?, gitlab_user_notes_count = ?,
					change = CASE WHEN change = 'inserted' OR (change IS NOT NULL AND ?3 = 'unchanged') THEN change
						ELSE ?3 END,
					ingested_at = ?, http_status = NULL, error_code = NULL, error_message = NULL, retryable = NULL,
					refused = NULL
				""" + WHERE, version.updatedAt(), version.userNotesCount(), change,
				Timestamps.format(this.clock.instant()), runId, entity.kind().value(), entity.iid());
	}

	/**
	 * Notes that all dependent sets of the entity are in the mirror.
	 * @param dependents pages and rows by type of set, as JSON
	 */
	public void markSynced(WriteTransaction tx, String runId, EntityRef entity, String dependents) {
		tx.update("""
				UPDATE sync_run_entities SET outcome = 'synced', dependents_at = ?, dependents = ?, http_status = NULL,
					error_code = NULL, error_message = NULL, retryable = NULL, refused = NULL
				""" + WHERE, Timestamps.format(this.clock.instant()), dependents, runId, entity.kind().value(),
				entity.iid());
	}

	/**
	 * Notes that all dependent sets of the entity were asked for, but that not all of
	 * them are believed, or that some are refused: that the mirror has them as GitLab has
	 * them is not known.
	 * @param dependents pages and rows by type of set, as JSON
	 * @param refused the sets that are refused, as JSON; {@code null} if none is
	 */
	public void markRead(WriteTransaction tx, String runId, EntityRef entity, String dependents,
			@Nullable String refused) {
		tx.update("""
				UPDATE sync_run_entities SET outcome = 'synced', dependents_at = NULL, dependents = ?1, refused = ?2,
					http_status = (SELECT value ->> '$.http_status' FROM json_each(?2) LIMIT 1), error_code = NULL,
					error_message = NULL, retryable = NULL
				WHERE run_id = ?3 AND kind = ?4 AND iid = ?5
				""", dependents, refused, runId, entity.kind().value(), entity.iid());
	}

	/**
	 * Notes that one of the entity's dependent sets failed.
	 * @param set its name
	 */
	public void markIncomplete(WriteTransaction tx, String runId, EntityRef entity, String set, LoreException failure) {
		tx.update("""
				UPDATE sync_run_entities SET outcome = 'incomplete', http_status = ?, error_code = ?, error_message = ?,
					retryable = ?
				""" + WHERE, failure.httpStatus(), failure.exitCode().name(),
				"%s: %s".formatted(set, failure.getMessage()), failure.retryable(), runId, entity.kind().value(),
				entity.iid());
	}

	/**
	 * Notes that the entity is proven gone.
	 */
	public void markGone(WriteTransaction tx, String runId, EntityRef entity) {
		tx.update(
				"""
						UPDATE sync_run_entities SET outcome = 'gone', http_status = NULL, error_code = NULL, error_message = NULL,
							retryable = NULL, refused = NULL, verification_note = NULL, settles_at = NULL
						"""
						+ WHERE,
				runId, entity.kind().value(), entity.iid());
	}

	public List<RunEntity> findByRun(String runId) {
		return this.jdbc.sql("SELECT * FROM sync_run_entities WHERE run_id = ? ORDER BY kind, iid")
			.param(runId)
			.query(RunEntities::map)
			.list();
	}

	/**
	 * How many rows the run has committed so far, by what writing them did.
	 */
	public Map<String, Integer> countChanges(String runId) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		for (RunEntity row : findByRun(runId)) {
			if (row.change() != null) {
				counts.merge(row.change(), 1, Integer::sum);
			}
		}
		return counts;
	}

	/**
	 * The entities whose rows an earlier attempt of this run committed.
	 */
	public Set<EntityRef> findIngested(String runId) {
		return findByRun(runId).stream()
			.filter((row) -> row.ingestedAt() != null)
			.map(RunEntity::entity)
			.collect(Collectors.toSet());
	}

	static RunEntity map(ResultSet row, int index) throws SQLException {
		EntityRef entity = new EntityRef(EntityKind.ofValue(row.getString("kind")), row.getLong("iid"));
		return new RunEntity(entity, EntityOutcome.ofValue(row.getString("outcome")), row.getString("change"),
				integer(row, "http_status"), row.getString("error_code"), row.getString("error_message"),
				integer(row, "attempts"), flag(row, "retryable"),
				new EntityVersion(row.getString("gitlab_updated_at"), number(row, "gitlab_user_notes_count")),
				row.getString("fetched_at"), row.getString("gitlab_fetched_at"), row.getString("ingested_at"),
				row.getString("dependents_at"),
				new Receipt(Verification.ofValue(row.getString("verification")), row.getString("verification_note"),
						row.getString("verified_at"), row.getInt("verify_rounds"), row.getString("settles_at"),
						row.getString("dependents"), row.getString("refused")));
	}

	private static @Nullable Boolean flag(ResultSet row, String column) throws SQLException {
		boolean value = row.getBoolean(column);
		return row.wasNull() ? null : value;
	}

	private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
		int value = row.getInt(column);
		return row.wasNull() ? null : value;
	}

	private static @Nullable Long number(ResultSet row, String column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

}
