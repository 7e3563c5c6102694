package dev.lorebatch.quality;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Timestamps;

/**
 * Fills a mirror with a project of issues, merge requests and threads that were never on
 * a server. Number and content follow from the IID alone: a larger project begins with
 * the smaller one.
 */
final class GeneratedMirror {

	static final String PROJECT = "bench/haystack";

	/** Each has two threads, so three documents. */
	static final int DOCUMENTS_OF_ONE = 3;

	private static final int BATCH = 500;

	private static final Instant START = Instant.parse("2025-01-01T06:00:00Z");

	private static final List<String> AUTHORS = List.of("mara", "jan", "tomoko", "ines", "ade", "birgit");

	private static final String ISSUE = """
			INSERT INTO issues (id, project_id, gitlab_id, iid, title, description, state, author_username, created_at,
				updated_at, web_url) VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)
			""";

	private static final String MERGE_REQUEST = """
			INSERT INTO merge_requests (id, project_id, gitlab_id, iid, title, description, state, author_username,
				created_at, updated_at, web_url, source_branch, target_branch)
			VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, 'topic', 'main')
			""";

	private static final String DISCUSSION = """
			INSERT INTO discussions (id, gitlab_id, issue_id, merge_request_id, position) VALUES (?, ?, ?, ?, ?)
			""";

	private static final String NOTE = """
			INSERT INTO notes (gitlab_id, discussion_id, author_username, created_at, body, ordinal)
			VALUES (?, ?, 'ines', ?, ?, ?)
			""";

	private static final String FILE = """
			INSERT INTO merge_request_files (merge_request_id, old_path, new_path, change_kind, completeness)
			VALUES (?1, ?2, ?2, 'modified', 'complete')
			""";

	private final WriteTransactions transactions;

	private long projectId;

	GeneratedMirror(WriteTransactions transactions) {
		this.transactions = transactions;
	}

	/**
	 * Every fourth is a merge request; IIDs run through both.
	 */
	static boolean isMergeRequest(long iid) {
		return iid % 4 == 0;
	}

	/**
	 * A code that no other has, as programs print them.
	 */
	static String errorCode(long iid) {
		return "HBR-%06d".formatted(iid * 7_919 % 1_000_003);
	}

	void fill(int documents) {
		this.projectId = this.transactions.call((tx) -> tx
			.queryForLong("INSERT INTO projects (gitlab_id, path) VALUES (4711, ?) RETURNING id", PROJECT));
		int entities = documents / DOCUMENTS_OF_ONE;
		for (int first = 1; first <= entities; first += BATCH) {
			int from = first;
			int to = Math.min(first + BATCH - 1, entities);
			this.transactions.run((tx) -> write(tx, from, to));
		}
	}

	private void write(WriteTransaction tx, int from, int to) {
		List<@Nullable Object[]> issues = new ArrayList<>();
		List<@Nullable Object[]> mergeRequests = new ArrayList<>();
		List<@Nullable Object[]> discussions = new ArrayList<>();
		List<@Nullable Object[]> notes = new ArrayList<>();
		List<@Nullable Object[]> files = new ArrayList<>();
		for (int iid = from; iid <= to; iid++) {
			Wording wording = new Wording(iid);
			(isMergeRequest(iid) ? mergeRequests : issues).add(entity(iid, wording));
			for (int thread = 0; thread < 2; thread++) {
				long id = id(iid) * 2 + thread;
				discussions.add(new Object[] { id, "d" + id, isMergeRequest(iid) ? null : id(iid),
						isMergeRequest(iid) ? id(iid) : null, thread });
				notes.add(new Object[] { id * 2, id, time(iid), wording.paragraph(2 + iid % 3), 0 });
				notes.add(new Object[] { id * 2 + 1, id, time(iid), wording.paragraph(1), 1 });
			}
			if (isMergeRequest(iid)) {
				String path = wording.path();
				files.add(new Object[] { id(iid), path });
			}
		}
		tx.updateAll(ISSUE, issues);
		tx.updateAll(MERGE_REQUEST, mergeRequests);
		tx.updateAll(DISCUSSION, discussions);
		tx.updateAll(NOTE, notes);
		tx.updateAll(FILE, files);
	}

	private @Nullable Object[] entity(int iid, Wording wording) {
		boolean german = iid % 6 == 1;
		String title = german ? wording.germanTitle() : wording.title();
		String text = german ? wording.germanParagraph(5) : wording.paragraph(5);
		String description = "%s%n%n`%s` ends with %s. %s".formatted(text, wording.method(), errorCode(iid),
				german ? wording.germanParagraph(2) : wording.paragraph(2));
		String page = isMergeRequest(iid) ? "merge_requests" : "issues";
		return new @Nullable Object[] { id(iid), this.projectId, iid, title, description,
				(iid % 3 == 0) ? "closed" : "opened", AUTHORS.get(iid % AUTHORS.size()), time(iid),
				"https://gitlab.example/%s/-/%s/%d".formatted(PROJECT, page, iid) };
	}

	/**
	 * Beyond the ids of what was synced.
	 */
	private static long id(long iid) {
		return 1_000_000 + iid;
	}

	private static String time(long iid) {
		return Timestamps.format(START.plus(Duration.ofMinutes(iid)));
	}

}
