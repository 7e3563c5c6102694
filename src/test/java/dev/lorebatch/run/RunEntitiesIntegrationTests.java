package dev.lorebatch.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.entity.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link RunEntities} and {@link RunRetries}.
 */
class RunEntitiesIntegrationTests {

	private static final SurgicalRequest REQUEST = new SurgicalRequest("R", "group/project", List.of(1L, 2L),
			List.of(3L), true, true);

	private static final String FETCHED_AT = "2026-03-01T09:59:59.000Z";

	private static final String GITLAB_FETCHED_AT = "2026-03-01T13:00:00.000Z";

	private static final Asked ASKED = new Asked(FETCHED_AT, GITLAB_FETCHED_AT);

	private static final EntityVersion VERSION = new EntityVersion("2026-01-01T00:00:00.000Z", 4L);

	private static final EntityVersion UNKNOWN = new EntityVersion(null, null);

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));

	private TestDatabase database;

	private RunEntities entities;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.entities = new RunEntities(this.database.jdbc(), this.clock);
		write((tx) -> this.entities.insertRequested(tx, REQUEST));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void everyRequestedEntityHasARow() {
		assertThat(this.entities.findByRun("R")).extracting(RunEntity::entity)
			.containsExactly(EntityRef.issue(1), EntityRef.issue(2), EntityRef.mergeRequest(3));
		assertThat(this.entities.findByRun("R")).extracting(RunEntity::outcome).containsOnly(EntityOutcome.REQUESTED);
		assertThat(this.entities.findByRun("S")).isEmpty();
	}

	@Test
	void requestingAgainKeepsWhatIsKnown() {
		write((tx) -> this.entities.markFound(tx, "R", List.of(EntityRef.issue(1)), ASKED));
		String before = this.database.dump();
		write((tx) -> this.entities.insertRequested(tx, REQUEST));
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void failuresAreKeptUntilTheEntityIsFound() {
		// when
		write((tx) -> this.entities.markFailed(tx, "R", List.of(new EntityFailure(EntityRef.issue(1),
				EntityOutcome.NOT_FOUND, 404, "NOT_FOUND", "not found or not visible", 1, false))));

		// then
		assertThat(row(EntityRef.issue(1))).isEqualTo(new RunEntity(EntityRef.issue(1), EntityOutcome.NOT_FOUND, null,
				404, "NOT_FOUND", "not found or not visible", 1, false, UNKNOWN, null, null, null, null, Receipt.NONE));
		assertThat(row(EntityRef.issue(2)).outcome()).isEqualTo(EntityOutcome.REQUESTED);

		// when a restart finds it
		write((tx) -> this.entities.markFound(tx, "R", List.of(EntityRef.issue(1)), ASKED));

		// then
		assertThat(row(EntityRef.issue(1))).isEqualTo(new RunEntity(EntityRef.issue(1), EntityOutcome.FOUND, null, null,
				null, null, null, null, UNKNOWN, FETCHED_AT, GITLAB_FETCHED_AT, null, null, Receipt.NONE));
	}

	@Test
	void findingAgainDoesNotUndoWhatAnEarlierAttemptReached() {
		write((tx) -> this.entities.markFound(tx, "R", List.of(EntityRef.issue(1)), ASKED));
		write((tx) -> this.entities.markIngested(tx, "R", EntityRef.issue(1), "inserted", VERSION));
		write((tx) -> this.entities.markFound(tx, "R", REQUEST.entities(),
				new Asked("2026-03-01T11:00:00.000Z", null)));
		assertThat(row(EntityRef.issue(1)))
			.extracting(RunEntity::outcome, RunEntity::fetchedAt, RunEntity::gitlabFetchedAt)
			.as("the payload that was written is the first one")
			.containsExactly(EntityOutcome.INGESTED, FETCHED_AT, GITLAB_FETCHED_AT);
		assertThat(row(EntityRef.issue(2))).extracting(RunEntity::outcome, RunEntity::fetchedAt)
			.containsExactly(EntityOutcome.FOUND, "2026-03-01T11:00:00.000Z");
		assertThat(this.entities.findIngested("R")).containsExactly(EntityRef.issue(1));
	}

	@Test
	void theWayOfAnEntityThroughTheRun() {
		write((tx) -> this.entities.markIngested(tx, "R", EntityRef.mergeRequest(3), "updated", VERSION));
		this.clock.advance(java.time.Duration.ofSeconds(5));
		write((tx) -> this.entities.markSynced(tx, "R", EntityRef.mergeRequest(3), "{}"));
		assertThat(row(EntityRef.mergeRequest(3)))
			.isEqualTo(new RunEntity(EntityRef.mergeRequest(3), EntityOutcome.SYNCED, "updated", null, null, null, null,
					null, VERSION, null, null, "2026-03-01T10:00:00.000Z", "2026-03-01T10:00:05.000Z",
					new Receipt(Verification.UNPROVEN, null, null, 0, null, "{}", null)));
		assertThat(row(EntityRef.issue(1)).outcome()).isEqualTo(EntityOutcome.REQUESTED);
	}

	@ParameterizedTest
	@CsvSource({ "inserted, updated, inserted", "inserted, unchanged, inserted", "unchanged, updated, updated",
			"updated, unchanged, updated", "unchanged, unchanged, unchanged", "stale_skipped, updated, updated" })
	void writingAgainKeepsWhatTheRunDidAsAWhole(String first, String second, String whole) {
		write((tx) -> this.entities.markIngested(tx, "R", EntityRef.issue(1), first, VERSION));
		write((tx) -> this.entities.markIngested(tx, "R", EntityRef.issue(1), second, UNKNOWN));
		assertThat(row(EntityRef.issue(1))).extracting(RunEntity::change, RunEntity::version)
			.containsExactly(whole, UNKNOWN);
	}

	@Test
	void otherRunsAreLeftAlone() {
		write((tx) -> this.entities.insertRequested(tx,
				new SurgicalRequest("S", "group/project", List.of(1L), List.of(), true, true)));
		write((tx) -> this.entities.markSynced(tx, "R", EntityRef.issue(1), "{}"));
		assertThat(this.entities.findByRun("S")).singleElement()
			.satisfies((row) -> assertThat(row.outcome()).isEqualTo(EntityOutcome.REQUESTED));
	}

	@Test
	void retriesAreKeptInOrder() {
		RunRetries retries = new RunRetries(this.database.jdbc());
		List<RetryEvent> events = List.of(
				new RetryEvent("preflight", "GET /projects/7/issues", 1, "HTTP 429", 30_000,
						"2026-03-01T10:00:00.000Z"),
				new RetryEvent("preflight", "GET /projects/7/issues", 2, "timeout", 400, "2026-03-01T10:00:31.000Z"),
				new RetryEvent("dependents", "GET /x", 1, "HTTP 503", 0, "2026-03-01T10:00:32.000Z"));
		write((tx) -> retries.insert(tx, "R", events));
		write((tx) -> retries.insert(tx, "R", List.of()));
		assertThat(retries.findByRun("R", 10)).isEqualTo(events);
		assertThat(retries.findByRun("R", 2)).isEqualTo(events.subList(0, 2));
		assertThat(retries.findByRun("S", 10)).isEmpty();
	}

	private void write(Consumer<WriteTransaction> work) {
		this.database.transactions().run(work);
	}

	private RunEntity row(EntityRef entity) {
		return this.entities.findByRun("R")
			.stream()
			.filter((row) -> row.entity().equals(entity))
			.findFirst()
			.orElseThrow();
	}

}
