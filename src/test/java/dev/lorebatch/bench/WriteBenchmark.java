package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.mirror.AbsentRows;
import dev.lorebatch.mirror.DiscussionRow;
import dev.lorebatch.mirror.Discussions;
import dev.lorebatch.mirror.NoteRow;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.RawPayloads;

/**
 * Writes ten threads of one note each, with their raw payloads, as a fetched set has
 * them; and the same rows with nothing but an INSERT for each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WriteBenchmark {

	private static final int THREADS = 10;

	private static final String TIME = "2026-01-01T00:00:00.000Z";

	private static final String BODY = "The bilge pump of the pilot boat starts before the float is up. ".repeat(3);

	private final Discussions discussions = new Discussions();

	private final RawPayloads rawPayloads = new RawPayloads();

	private Path folder;

	private TestDatabase database;

	private Parent parent;

	private long issue;

	private long next;

	@Setup
	public void open() throws IOException {
		this.folder = Files.createTempDirectory("lore-write");
		this.database = TestDatabase.in(this.folder);
		long project = this.database.insertProject(7, "group/project");
		this.issue = this.database.insertIssue(project, 1);
		this.parent = new Parent(EntityKind.ISSUE, project, this.issue, 1);
		write(0);
	}

	/**
	 * None of it is there, and what was there goes.
	 */
	@Benchmark
	public void replaceAll() {
		this.next += THREADS;
		write(this.next);
	}

	/**
	 * All of it is there already.
	 */
	@Benchmark
	public void unchanged() {
		write(this.next);
	}

	/**
	 * The reference: as many rows, without a look at what is there.
	 */
	@Benchmark
	public void insertOnly() {
		this.next += THREADS;
		this.database.transactions().run((tx) -> {
			tx.update("DELETE FROM discussions WHERE issue_id = ?", this.issue);
			tx.update("DELETE FROM raw_payloads WHERE resource_type = 'discussion'");
			for (long id = this.next; id < this.next + THREADS; id++) {
				insert(tx, id);
			}
		});
	}

	private void insert(WriteTransaction tx, long id) {
		Long discussion = tx.queryForLong("""
				INSERT INTO discussions (issue_id, gitlab_id, individual_note, position) VALUES (?, ?, 0, ?)
				RETURNING id
				""", this.issue, "thread-" + id, id - this.next);
		tx.update(
				"""
						INSERT INTO notes (discussion_id, gitlab_id, ordinal, body, author_username, system, internal, resolvable,
							resolved, created_at, updated_at) VALUES (?, ?, 0, ?, 'mara', 0, 0, 0, 0, ?, ?)
						""",
				discussion, id, BODY, TIME, TIME);
		tx.update("""
				INSERT INTO raw_payloads (project_id, resource_type, resource_key, parent_type, parent_id, payload,
					payload_hash) VALUES (?, 'discussion', ?, 'issue', ?, ?, 'hash')
				""", this.parent.projectId(), "thread-" + id, this.issue, raw(id));
	}

	private void write(long first) {
		List<DiscussionRow> rows = new ArrayList<>();
		Map<String, String> raw = new LinkedHashMap<>();
		for (long id = first; id < first + THREADS; id++) {
			NoteRow note = new NoteRow(id, BODY, null, "mara", false, false, false, false, null, null, TIME, TIME,
					null);
			rows.add(new DiscussionRow("thread-" + id, true, List.of(note)));
			raw.put("thread-" + id, raw(id));
		}
		this.database.transactions().run((tx) -> {
			this.discussions.replace(tx, this.parent, rows, AbsentRows.REMOVED);
			this.rawPayloads.replace(tx, this.parent, "discussion", raw, Set.of());
		});
	}

	private static String raw(long id) {
		return "{\"id\":\"thread-%d\",\"notes\":[{\"id\":%d,\"body\":\"%s\"}],\"filler\":\"%s\"}".formatted(id, id,
				BODY, "x".repeat(500));
	}

	@TearDown
	public void close() throws IOException {
		this.database.close();
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(this.folder);
	}

}
