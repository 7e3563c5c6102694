package dev.lorebatch.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

import org.springframework.util.FileSystemUtils;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.run.RunFetches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs that fetch and write in any order, while GitLab changes and does not always say
 * so, or dates a change before the one it made last: the mirror never goes back behind
 * what a run found. That its dates never go back is no promise: GitLab's do.
 */
class StaleGuardIntegrationTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private final Entities entities = new Entities(new Labels(), new RawPayloads());

	private final RunFetches fetches = new RunFetches((salt) -> "view", (nanos) -> null, Clock.systemUTC(),
			Ticker.system());

	private static Path folder;

	private static TestDatabase database;

	private static long project;

	/** Every try has an issue of its own. */
	private static long iid;

	/** How often GitLab's issue changed, and the seconds of its date. */
	private int version;

	private int bumps;

	private int promised;

	private final List<Writer> writers = new ArrayList<>();

	@BeforeContainer
	static void open() throws IOException {
		folder = Files.createTempDirectory("stale-guard");
		database = TestDatabase.in(folder);
		project = database.insertProject(7, "group/project");
	}

	@AfterContainer
	static void close() throws IOException {
		database.close();
		FileSystemUtils.deleteRecursively(folder);
	}

	@BeforeTry
	void startAnew() {
		iid++;
		this.version = 0;
		this.bumps = 0;
		this.promised = 0;
		this.writers.clear();
		for (int i = 0; i < 3; i++) {
			this.writers.add(new Writer());
		}
	}

	@Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
	void theMirrorIsNeverOlderThanWhatARunAskedFor(@ForAll @Size(min = 5, max = 60) List<Event> events) {
		for (Event event : events) {
			happen(event);
			List<String> stored = database.rows("SELECT title FROM issues WHERE iid = ?", iid);
			if (!stored.isEmpty()) {
				assertThat(Integer.parseInt(stored.get(0))).as("the version in the mirror after %s", event)
					.isGreaterThanOrEqualTo(this.promised);
			}
		}
	}

	private void happen(Event event) {
		switch (event) {
			case CHANGE -> this.version++;
			case CHANGE_AND_BUMP -> {
				this.version++;
				this.bumps++;
			}
			case CHANGE_AND_SET_BACK -> {
				this.version++;
				this.bumps -= 5;
			}
			case FIRST_ASKS -> this.writers.get(0).ask();
			case SECOND_ASKS -> this.writers.get(1).ask();
			case THIRD_ASKS -> this.writers.get(2).ask();
			case FIRST_IS_ANSWERED -> this.writers.get(0).answer();
			case SECOND_IS_ANSWERED -> this.writers.get(1).answer();
			case THIRD_IS_ANSWERED -> this.writers.get(2).answer();
			case FIRST_WRITES -> this.writers.get(0).write();
			case SECOND_WRITES -> this.writers.get(1).write();
			case THIRD_WRITES -> this.writers.get(2).write();
		}
	}

	enum Event {

		CHANGE, CHANGE_AND_BUMP, CHANGE_AND_SET_BACK, FIRST_ASKS, SECOND_ASKS, THIRD_ASKS, FIRST_IS_ANSWERED,
		SECOND_IS_ANSWERED, THIRD_IS_ANSWERED, FIRST_WRITES, SECOND_WRITES, THIRD_WRITES

	}

	/**
	 * A run: it takes a number, GitLab answers some time later, it writes some time
	 * later.
	 */
	private final class Writer {

		private long fetch;

		private int askedAt;

		private IssueRow answer;

		private void ask() {
			this.fetch = database.transactions().call((tx) -> StaleGuardIntegrationTests.this.fetches.begin(tx, "r"));
			this.askedAt = StaleGuardIntegrationTests.this.version;
			this.answer = null;
		}

		private void answer() {
			if (this.fetch > 0 && this.answer == null) {
				this.answer = Rows.issue(iid, String.valueOf(StaleGuardIntegrationTests.this.version),
						Timestamps.format(START.plusSeconds(StaleGuardIntegrationTests.this.bumps)));
			}
		}

		private void write() {
			if (this.answer != null) {
				IssueRow row = this.answer;
				database.transactions()
					.run((tx) -> StaleGuardIntegrationTests.this.entities.write(tx, project, row, this.fetch));
				StaleGuardIntegrationTests.this.promised = Math.max(StaleGuardIntegrationTests.this.promised,
						this.askedAt);
				this.answer = null;
				this.fetch = 0;
			}
		}

	}

}
