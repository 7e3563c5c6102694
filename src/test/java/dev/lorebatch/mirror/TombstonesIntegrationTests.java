package dev.lorebatch.mirror;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.Entities.Ingested;
import dev.lorebatch.mirror.Tombstones.Known;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tombstones and payloads in any order of asking and writing.
 */
class TombstonesIntegrationTests {

	private static final String LATER = "2026-03-02T00:00:00.000Z";

	private static final String EARLIER = "2026-02-01T00:00:00.000Z";

	@TempDir
	Path folder;

	private final Entities entities = new Entities(new Labels(), new RawPayloads());

	private TestDatabase database;

	private Tombstones tombstones;

	private long project;

	private long issue;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.tombstones = new Tombstones(this.database.jdbc(), Clock.systemUTC());
		this.project = this.database.insertProject(7, "group/project");
		insertView(1, "run", 10);
		insertView(2, "other", 10);
		insertView(3, "wide", 20);
		for (int fetch = 1; fetch <= 10; fetch++) {
			this.database.execute("INSERT INTO sync_run_fetches (id, run_id, requested_at) VALUES (?, ?, '')", fetch,
					(fetch == 9) ? "other" : (fetch == 10) ? "wide" : "run");
		}
		this.issue = write(Rows.UPDATED_AT, 2).id();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whoAskedBeforeItWasGoneDoesNotBringItBack() {
		assertThat(mark(5)).isTrue();
		assertThat(mark(6)).as("it is marked once").isFalse();
		assertThat(write(LATER, 4)).as("however new its payload is")
			.isEqualTo(new Ingested(this.issue, Change.STALE_SKIPPED, false));
		assertThat(this.database.rows("SELECT gone_run_id, updated_at FROM issues"))
			.containsExactly("run|" + Rows.UPDATED_AT);
		assertThat(write(Rows.UPDATED_AT, 6)).isEqualTo(new Ingested(this.issue, Change.UPDATED, true));
		assertThat(this.database.rows("SELECT gone_at, gone_run_id FROM issues")).containsExactly("null|null");
	}

	@Test
	void whatIsSeenAgainInAStateOfAnEarlierDateIsBackInThatState() {
		mark(5);
		assertThat(write(EARLIER, 6)).isEqualTo(new Ingested(this.issue, Change.UPDATED, true));
		assertThat(this.database.rows("SELECT gone_at, updated_at FROM issues")).containsExactly("null|" + EARLIER);
	}

	@Test
	void whatWasSeenSinceIsNotGone() {
		write(Rows.UPDATED_AT, 7);
		assertThat(mark(5)).isFalse();
		assertThat(mark(8)).isTrue();
	}

	@Test
	void whatAnotherViewSawIsNotGone() {
		assertThat(mark("other", 9)).isFalse();
		this.database.execute("UPDATE last_fetches SET view_id = NULL");
		assertThat(mark(8)).as("nobody knows who saw it").isFalse();
		assertThat(mark("wide", 10)).as("it sees everything").isTrue();
	}

	@Test
	void whatWasNotSeenSinceIsFoundByIid() {
		mark(5);
		this.database.transactions()
			.run((tx) -> this.entities.write(tx, this.project, Rows.issue(3, "T", Rows.UPDATED_AT), 8));
		this.database.transactions()
			.run((tx) -> this.entities.write(tx, this.project, Rows.issue(2, "T", Rows.UPDATED_AT), 4));
		assertThat(find(9, 8, 0)).extracting(Known::iid).containsExactly(1L, 2L);
		assertThat(find(9, 8, 1)).extracting(Known::iid).containsExactly(2L);
		assertThat(find(9, 10, 0)).extracting(Known::gone).containsExactly(true, false, false);
		assertThat(find(9, 10, 0)).extracting(Known::covered).containsOnly(false);
		assertThat(find(8, 10, 0)).extracting(Known::covered).containsOnly(true);
		assertThat(find(10, 10, 0)).extracting(Known::covered).containsOnly(true);
	}

	private List<Known> find(long fetch, long seenSince, long afterIid) {
		return this.tombstones.findNext(7, EntityKind.ISSUE, fetch, seenSince, afterIid, 10);
	}

	private boolean mark(long fetch) {
		return mark("run", fetch);
	}

	private boolean mark(String runId, long fetch) {
		return this.database.transactions()
			.call((tx) -> this.tombstones.mark(tx, EntityKind.ISSUE, this.project, this.issue, runId, fetch));
	}

	private void insertView(long id, String runId, int level) {
		this.database.execute("""
				INSERT INTO views (id, project_gitlab_id, user_key, access_level, last_fetch_id, last_run_id)
				VALUES (?, 7, ?, ?, 1, ?)
				""", id, "user:" + id, level, runId);
		this.database.execute("INSERT INTO sync_run_views (run_id, project_gitlab_id, view_id) VALUES (?, 7, ?)", runId,
				id);
	}

	private Ingested write(String updatedAt, long fetch) {
		return this.database.transactions()
			.call((tx) -> this.entities.write(tx, this.project, Rows.issue(1, "Title", updatedAt), fetch));
	}

}
