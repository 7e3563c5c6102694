package dev.lorebatch.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link DirtySources}.
 */
class DirtySourcesIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private DirtySources sources;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.sources = new DirtySources(this.database.jdbc(), Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void rowsOfOtherRunsAreNeitherSeenNorChanged() {
		// given the same sources dirtied by two runs
		mark(SourceType.ISSUE, 1, "old");
		mark(SourceType.DISCUSSION, 5, "old");
		List<String> before = rowsOf("old");
		mark(SourceType.ISSUE, 1, "R");
		mark(SourceType.MERGE_REQUEST, 2, "R");
		mark(SourceType.DISCUSSION, 5, "R");

		// when
		List<DirtySource> found = this.sources.findNext("R", 0, 100);
		this.database.transactions().run((tx) -> this.sources.remove(tx, found));

		// then
		assertThat(found).extracting(DirtySource::type)
			.containsExactly(SourceType.ISSUE, SourceType.MERGE_REQUEST, SourceType.DISCUSSION);
		assertThat(found).extracting(DirtySource::sourceId).containsExactly(1L, 2L, 5L);
		assertThat(rowsOf("old")).isEqualTo(before);
		assertThat(this.sources.count("R")).isZero();
		assertThat(this.sources.count("old")).isEqualTo(2);
	}

	@Test
	void aSourceIsDirtyOncePerRun() {
		mark(SourceType.ISSUE, 1, "R");
		String before = this.database.dump();
		mark(SourceType.ISSUE, 1, "R");
		assertThat(this.database.dump()).isEqualTo(before);
		mark(SourceType.MERGE_REQUEST, 1, "R");
		assertThat(this.sources.count("R")).isEqualTo(2);
	}

	@Test
	void readsOnFromWhereItWas() {
		for (int id = 1; id <= 5; id++) {
			mark(SourceType.ISSUE, id, "R");
			mark(SourceType.ISSUE, id, "other");
		}
		List<DirtySource> first = this.sources.findNext("R", 0, 2);
		List<DirtySource> second = this.sources.findNext("R", first.get(1).id(), 2);
		List<DirtySource> third = this.sources.findNext("R", second.get(1).id(), 2);
		assertThat(first).extracting(DirtySource::sourceId).containsExactly(1L, 2L);
		assertThat(second).extracting(DirtySource::sourceId).containsExactly(3L, 4L);
		assertThat(third).extracting(DirtySource::sourceId).containsExactly(5L);
		assertThat(this.sources.findNext("R", third.get(0).id(), 2)).isEmpty();
	}

	@Test
	void theSearchUsesTheIndexOfTheRun() {
		assertThat(this.database.queryPlan("""
				SELECT id, source_type, source_id FROM dirty_sources
				WHERE origin_run_id = ? AND id > ? ORDER BY id LIMIT ?
				""", "R", 0, 10)).singleElement()
			.asString()
			.contains("SEARCH dirty_sources USING INDEX dirty_sources_run_ix (origin_run_id=? AND id>?)");
	}

	private void mark(SourceType type, long sourceId, String runId) {
		this.database.transactions().run((tx) -> this.sources.mark(tx, type, sourceId, runId));
	}

	private List<String> rowsOf(String runId) {
		return this.database.rows("SELECT * FROM dirty_sources WHERE origin_run_id = ? ORDER BY id", runId);
	}

}
