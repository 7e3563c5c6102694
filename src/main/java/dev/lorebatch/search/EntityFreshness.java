package dev.lorebatch.search;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.Ages;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.run.RefusedSets;
import dev.lorebatch.run.Verification;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * How fresh an issue or merge request is: what the ledger says about the runs that
 * fetched it.
 */
public class EntityFreshness {

	/**
	 * The project of a run is what was asked for: the path or the numeric id. A fetch
	 * that is dated in the future hides none of which the age is known.
	 */
	private static final String FETCHES = """
			SELECT e.run_id, e.fetched_at, e.ingested_at, e.dependents_at, e.verification, e.verification_note,
				e.verified_at, e.settles_at, e.refused
			FROM sync_run_entities e
			WHERE e.kind = ? AND e.iid = ? AND e.ingested_at IS NOT NULL AND e.fetched_at IS NOT NULL
			AND EXISTS (SELECT 1 FROM BATCH_JOB_EXECUTION_PARAMS r
				JOIN BATCH_JOB_EXECUTION_PARAMS p ON p.JOB_EXECUTION_ID = r.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'project'
				WHERE r.PARAMETER_NAME = 'runId' AND r.PARAMETER_VALUE = e.run_id
				AND (p.PARAMETER_VALUE = ? COLLATE NOCASE OR p.PARAMETER_VALUE = ?))
			ORDER BY e.fetched_at > ?, e.fetched_at DESC
			""";

	/** Each view has its own; those of the view that looked at the project last. */
	private static final String SETS = """
			SELECT s.run_id, s.complete, s.unproven, s.refused FROM dependent_states s LEFT JOIN views v ON v.id = s.view_id
			WHERE s.entity_type = ? AND s.entity_id = ? ORDER BY v.last_fetch_id DESC LIMIT 1
			""";

	/**
	 * The last run of whole projects that has all of it in, as the sets know it: what was
	 * read of the entity was read after the run began, or GitLab's list showed then that
	 * it had not changed. A run that listed only what changed since some time showed
	 * nothing of the kind.
	 */
	private static final String PROJECT_FETCH = """
			SELECT s.run_id, strftime('%Y-%m-%dT%H:%M:%fZ', min(x.CREATE_TIME) / 1000.0, 'unixepoch') AS began,
				s.settles_at, s.refused
			FROM (SELECT d.run_id, d.settles_at, d.refused FROM dependent_states d LEFT JOIN views v ON v.id = d.view_id
				WHERE d.entity_type = ? AND d.entity_id = ? AND d.complete = 1 AND d.unproven IS NULL
				AND d.view_id <> 0
				ORDER BY v.last_fetch_id DESC LIMIT 1) s
			JOIN BATCH_JOB_EXECUTION_PARAMS r ON r.PARAMETER_NAME = 'runId' AND r.PARAMETER_VALUE = s.run_id
			JOIN BATCH_JOB_EXECUTION_PARAMS p ON p.JOB_EXECUTION_ID = r.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'projects'
			JOIN BATCH_JOB_EXECUTION x ON x.JOB_EXECUTION_ID = r.JOB_EXECUTION_ID
			WHERE NOT EXISTS (SELECT 1 FROM BATCH_JOB_EXECUTION_PARAMS o WHERE o.JOB_EXECUTION_ID = r.JOB_EXECUTION_ID
				AND o.PARAMETER_NAME = 'since' AND o.PARAMETER_VALUE <> '')
			GROUP BY s.run_id
			""";

	private final JdbcClient jdbc;

	private final Clock clock;

	public EntityFreshness(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	public Freshness of(Found entity) {
		List<Fetch> fetches = this.jdbc.sql(FETCHES)
			.params(entity.kind().value(), entity.iid(), entity.project(), String.valueOf(entity.projectGitLabId()),
					Timestamps.format(this.clock.instant().plus(Ages.TOLERANCE)))
			.query((row, index) -> new Fetch(row.getString(1), row.getString(2), row.getString(4), row.getString(5),
					row.getString(6), row.getString(7), row.getString(8), RefusedSets.of(row.getString(9)), false))
			.list();
		List<Fetch> all = new ArrayList<>(fetches);
		projectFetch(entity).ifPresent((fetch) -> all.add(place(fetch, fetches), fetch));
		Optional<Fetch> whole = all.stream().filter(Fetch::isWhole).findFirst();
		return new Freshness(all.isEmpty() ? null : all.get(0), whole.orElse(null), whole.map(this::age).orElse(null),
				sets(entity), this.clock.instant());
	}

	private Optional<Fetch> projectFetch(Found entity) {
		return this.jdbc.sql(PROJECT_FETCH)
			.params(entity.kind().value(), entity.id())
			.query((row, index) -> new Fetch(row.getString(1), row.getString(2), null, Verification.UNPROVEN.value(),
					null, null, row.getString(3), RefusedSets.of(row.getString(4)), true))
			.optional();
	}

	/**
	 * Behind what was fetched later, and before what is dated in the future.
	 */
	private static int place(Fetch fetch, List<Fetch> fetches) {
		int later = 0;
		while (later < fetches.size() && fetches.get(later).fetchedAt().compareTo(fetch.fetchedAt()) > 0) {
			later++;
		}
		return later;
	}

	private @Nullable Sets sets(Found entity) {
		return this.jdbc.sql(SETS)
			.params(entity.kind().value(), entity.id())
			.query((row, index) -> new Sets(row.getString(1), row.getBoolean(2) && row.getString(4) == null,
					row.getString(3), RefusedSets.of(row.getString(4))))
			.optional()
			.orElse(null);
	}

	private @Nullable Duration age(Fetch fetch) {
		return Ages.of(Timestamps.parse(fetch.fetchedAt()), this.clock);
	}

	/**
	 * What is known about one.
	 *
	 * @param header the newest run that wrote title, description and state
	 * @param whole the newest run that completed all of it, or all that its token may
	 * read; {@code null} if none did
	 * @param age since that began to ask for it; {@code null} if there is none, or it is
	 * dated in the future
	 * @param sets its dependent sets as the last run left them; {@code null} if none
	 * began to fetch them
	 */
	public record Freshness(@Nullable Fetch header, @Nullable Fetch whole, @Nullable Duration age, @Nullable Sets sets,
			Instant now) {

		/**
		 * Whether all of it was fetched at a time that nobody knows.
		 */
		public boolean ofUnknownAge() {
			return this.whole != null && this.age == null;
		}

		/**
		 * Whether all of it is here although no run tells since when: one that listed
		 * what changed since some time fetched it.
		 */
		public boolean wholeWithoutTime() {
			return this.whole == null && this.sets != null && this.sets.complete();
		}

		/**
		 * Whether nothing of it is older; what is of unknown age may be.
		 */
		public boolean within(Duration maxAge) {
			return this.age != null && this.age.compareTo(maxAge) <= 0;
		}

		/**
		 * Whether GitLab may still hide a change that came right after the fetch.
		 */
		public boolean settling() {
			return this.whole != null && this.whole.settlesAt() != null;
		}

	}

	/**
	 * Its dependent sets, whether a run of whole projects or of this one fetched them.
	 *
	 * @param runId the run that queued them last
	 * @param complete whether that run has them all in
	 * @param unproven which of them are not believed and why, {@code null} for none
	 * @param refused those that GitLab refuses to the token, {@code null} for none
	 */
	public record Sets(String runId, boolean complete, @Nullable String unproven, @Nullable RefusedSets refused) {
	}

	/**
	 * One run's fetch of it.
	 *
	 * @param fetchedAt when the run began to ask for it; when it began at all if it is
	 * one of whole projects, which notes no more
	 * @param refused the sets that GitLab refused to the token of the run, {@code null}
	 * for none
	 * @param ofProjects whether it is a run of whole projects that has all of it in
	 */
	public record Fetch(String runId, String fetchedAt, @Nullable String dependentsAt, String verification,
			@Nullable String verificationNote, @Nullable String verifiedAt, @Nullable String settlesAt,
			@Nullable RefusedSets refused, boolean ofProjects) {

		/**
		 * Returns whether the run fetched all that its token may read.
		 */
		boolean isWhole() {
			return this.ofProjects || this.dependentsAt != null
					|| (this.refused != null && this.verificationNote == null);
		}

	}

}
