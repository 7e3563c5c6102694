package dev.lorebatch.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.ProjectsRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SyncRequest;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.TestMirror;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever people did upstream, and whatever was run meanwhile: in the end the mirror
 * says what GitLab says, and is the same, row for row, however it came to it.
 */
class ModelIntegrationTests {

	/** In the past, so that the time in a server's headers is never behind it. */
	private static final Instant START = Instant.parse("2026-11-10T00:00:00Z");

	/** In one try; 30 with {@code -Plong}. */
	private static final int HISTORIES = Boolean.getBoolean("lore.long") ? 30 : 1;

	@Property(tries = 2, shrinking = ShrinkingMode.BOUNDED)
	void theMirrorComesToEqualGitLab(@ForAll("histories") List<List<Step>> histories) throws Exception {
		for (List<Step> history : histories) {
			check(history);
		}
	}

	static void check(List<Step> history) throws Exception {
		Path folder = Files.createTempDirectory("lore-model");
		MutableClock clock = new MutableClock(START);
		try (Upstream upstream = new Upstream(clock);
				Lived lived = new Lived(folder.resolve("lived.db"), upstream, clock)) {
			for (Step step : history) {
				lived.happen(step);
			}
			lived.settle();
			List<String> expected = upstream.describe();
			assertThat(lived.describe()).as("the mirror against GitLab").isEqualTo(expected);
			Map<String, List<String>> content = lived.content();
			assertThat(content).as("against a full sync into a new database")
				.isEqualTo(made(folder.resolve("full.db"), upstream, clock, Lived::syncFull));
			assertThat(content).as("against surgical syncs of all IIDs")
				.isEqualTo(made(folder.resolve("surgical.db"), upstream, clock, Lived::syncEveryIid));
		}
		finally {
			delete(folder);
		}
	}

	@Provide
	Arbitrary<List<List<Step>>> histories() {
		Arbitrary<Op> ops = Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(2, Arbitraries.of(Op.class)),
				net.jqwik.api.Tuple.of(3, Arbitraries.of(Op.SYNC_INCREMENTAL, Op.ADD_NOTE, Op.EDIT_TITLE,
						Op.WAIT_SECONDS, Op.WAIT_MINUTES)),
				net.jqwik.api.Tuple.of(1, Arbitraries.of(Op.DELETE, Op.RECONCILE)));
		// Much happens to few entities: what GitLab hides shows only where two changes
		// are close together
		return Combinators.combine(ops, Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 30))
			.as(Step::new)
			.list()
			.ofMinSize(20)
			.ofMaxSize(40)
			.list()
			.ofSize(HISTORIES);
	}

	private static Map<String, List<String>> made(Path file, Upstream upstream, MutableClock clock, Making how)
			throws Exception {
		try (Lived made = new Lived(file, upstream, clock)) {
			how.make(made);
			return made.content();
		}
	}

	private static void delete(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(folder);
	}

	/**
	 * A mirror and what happens to it.
	 */
	private static final class Lived implements AutoCloseable {

		private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);

		/** Takes the rows of what is gone away; threads go by foreign key. */
		private static final List<String> FORGET = List.of("""
				DELETE FROM raw_payloads WHERE (resource_type = '%1$s' AND EXISTS (SELECT 1 FROM %2$s e WHERE
					e.gone_at IS NOT NULL AND e.project_id = raw_payloads.project_id
					AND e.iid = CAST(raw_payloads.resource_key AS INTEGER)))
				OR (parent_type = '%1$s' AND parent_id IN (SELECT id FROM %2$s WHERE gone_at IS NOT NULL))
				""", """
				DELETE FROM entity_references WHERE source_type = '%1$s'
					AND source_id IN (SELECT id FROM %2$s WHERE gone_at IS NOT NULL)
				""", "DELETE FROM %2$s WHERE gone_at IS NOT NULL");

		private final Path file;

		private final Upstream upstream;

		private final MutableClock clock;

		private final FaultyGitLab gitlab;

		private final TestMirror mirror;

		private int runs;

		private int copies;

		private Lived(Path file, Upstream upstream, MutableClock clock) throws IOException {
			this.file = file;
			this.upstream = upstream;
			this.clock = clock;
			this.gitlab = new FaultyGitLab(upstream.server().url());
			this.mirror = TestMirror.open((context) -> {
				context.registerBean("simulatedClock", Clock.class, () -> clock,
						(definition) -> definition.setPrimary(true));
				context.registerBean("simulatedGitLabClock", GitLabClock.class, () -> (nanos) -> clock.instant(),
						(definition) -> definition.setPrimary(true));
			}, file, this.gitlab.url(), "lore.gitlab.retry.max-attempts=2");
		}

		private void happen(Step step) throws Exception {
			switch (step.op()) {
				case WAIT_SECONDS -> this.clock.advance(Duration.ofSeconds(1 + step.more()));
				case WAIT_MINUTES -> this.clock.advance(Duration.ofMinutes(1 + step.more()));
				case SYNC_INCREMENTAL -> run(projects(RunMode.INCREMENTAL));
				case SYNC_FULL -> run(projects(RunMode.FULL));
				case RECONCILE -> reconcile();
				case SYNC_SURGICAL -> syncSome(step);
				case SYNC_FAILS_AND_RESTARTS -> failAndRestart(step);
				case SYNC_FAILS_FOR_GOOD -> fail(projects(RunMode.INCREMENTAL), step);
				case SYNC_IS_SHOWN_NOTHING -> syncShownNothing();
				default -> this.upstream.change(step);
			}
		}

		/**
		 * GitLab fails from some request on; the restart has to make up for it.
		 */
		private void failAndRestart(Step step) throws Exception {
			RunRequest request = projects(RunMode.INCREMENTAL);
			if (fail(request, step) != BatchStatus.COMPLETED) {
				run(request);
			}
		}

		/**
		 * What it owes the next runs have to make up for.
		 */
		private BatchStatus fail(RunRequest request, Step step) throws Exception {
			AtomicInteger requests = new AtomicInteger();
			this.gitlab.intercept((path) -> (requests.incrementAndGet() > 1 + step.more())
					? FaultyGitLab.Answer.of(500, "{}") : null);
			BatchStatus status = this.mirror.run(request).getStatus();
			this.gitlab.intercept((path) -> null);
			return status;
		}

		/**
		 * Every list of issues and merge requests is empty, and says that it is whole.
		 */
		private void syncShownNothing() throws Exception {
			this.gitlab.intercept((path) -> path.endsWith("/issues") || path.endsWith("/merge_requests")
					? FaultyGitLab.Answer.of(200, "[]") : null);
			run(projects(RunMode.INCREMENTAL));
			this.gitlab.intercept((path) -> null);
		}

		private void syncSome(Step step) throws Exception {
			SampleProject project = this.upstream.project(step.pick());
			List<Long> iids = project.issueIids();
			if (!iids.isEmpty()) {
				Long iid = iids.get(step.more() % iids.size());
				run(new SyncRequest(nextRun(), project.path(), List.of(iid), List.of(), true, true));
			}
		}

		private void syncFull() throws Exception {
			run(projects(RunMode.FULL));
		}

		private void syncEveryIid() throws Exception {
			for (int index = 0; index < this.upstream.paths().size(); index++) {
				SampleProject project = this.upstream.project(index);
				run(new SyncRequest(nextRun(), project.path(), project.issueIids(), project.mergeRequestIids(), true,
						true));
			}
		}

		/**
		 * What GitLab hides shows after a while, what is gone when it is asked for.
		 */
		private void settle() throws Exception {
			this.clock.advance(LONG_ENOUGH);
			run(projects(RunMode.INCREMENTAL));
			this.clock.advance(LONG_ENOUGH);
			reconcile();
		}

		private void reconcile() throws Exception {
			run(new ProjectsRequest(nextRun(), RunMode.INCREMENTAL, this.upstream.paths(), null, true, true, true));
		}

		private void run(RunRequest request) throws Exception {
			JobExecution execution = this.mirror.run(request);
			assertThat(execution.getStatus()).as("%s: %s", request, execution.getAllFailureExceptions())
				.isEqualTo(BatchStatus.COMPLETED);
		}

		private ProjectsRequest projects(RunMode mode) {
			return new ProjectsRequest(nextRun(), mode, this.upstream.paths(), null, true, true);
		}

		private String nextRun() {
			return "r" + ++this.runs;
		}

		/**
		 * In the words of {@link Upstream#describe()}.
		 */
		private List<String> describe() {
			List<String> lines = new ArrayList<>(describe("issue", "issues", "#"));
			lines.addAll(describe("merge_request", "merge_requests", "!"));
			return lines.stream().sorted().toList();
		}

		private List<String> describe(String kind, String table, String sigil) {
			return this.mirror.jdbc().sql("""
					SELECT p.path || '%3$s' || e.iid || ' ' || e.title || ' [' || e.state || '] <'
						|| coalesce((SELECT group_concat(name, ',') FROM (SELECT l.name FROM %1$s_labels x
							JOIN labels l ON l.id = x.label_id WHERE x.%1$s_id = e.id ORDER BY l.name)), '') || '> ('
						|| coalesce((SELECT group_concat(gitlab_id, ',') FROM (SELECT n.gitlab_id FROM notes n
							JOIN discussions d ON d.id = n.discussion_id WHERE d.%1$s_id = e.id
							ORDER BY n.gitlab_id)), '') || ')'
					FROM %2$s e JOIN projects p ON p.id = e.project_id WHERE e.gone_at IS NULL
					""".formatted(kind, table, sigil)).query(String.class).list();
		}

		/**
		 * All that is there, without the rows of what has a tombstone. Their documents
		 * and vectors are not removed here: there must be none.
		 */
		private Map<String, List<String>> content() throws SQLException {
			Path copy = this.file.resolveSibling("copy-" + ++this.copies + "-" + this.file.getFileName());
			this.mirror.jdbc().sql("VACUUM INTO ?").param(copy.toString()).update();
			TestDatabase database = new TestDatabase(copy);
			try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
				statement.execute("PRAGMA foreign_keys = ON");
				for (String kind : List.of("issue", "merge_request")) {
					for (String sql : FORGET) {
						statement.executeUpdate(sql.formatted(kind, kind + "s"));
					}
				}
			}
			Map<String, List<String>> content = new TreeMap<>(DatabaseDump.of(database));
			content.keySet()
				.retainAll(List.of("issues", "merge_requests", "issue_labels", "merge_request_labels",
						"issue_assignees", "merge_request_assignees", "merge_request_reviewers", "discussions", "notes",
						"resource_state_events", "resource_label_events", "resource_milestone_events",
						"merge_request_files", "entity_references", "raw_payloads", "documents", "embeddings"));
			return content;
		}

		@Override
		public void close() {
			this.mirror.close();
			this.gitlab.close();
		}

	}

	/**
	 * How a new mirror is made.
	 */
	@FunctionalInterface
	private interface Making {

		void make(Lived mirror) throws Exception;

	}

}
