package dev.lorebatch.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.FaultyGitLab.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the commands show of rows is what the rows say: positions in diffs with path, line
 * and side, what is not known as unknown, each file on a line of its own.
 */
class ExactRowsIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String ENTITY = "/api/v4/projects/7101/merge_requests/3/";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	@BeforeEach
	void start() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
	}

	@AfterEach
	void stop() {
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void aCommentOnARemovedLineIsAtTheOldPathOnTheOldSide() throws Exception {
		sync("discussions", discussion("""
				"old_path": "old.py", "new_path": "new.py", "position_type": "text", "old_line": 17, "new_line": null
				"""));
		assertThat(human()).contains(", at old.py:17 (removed line, old side)").doesNotContain("new.py:17");
		JsonNode note = note();
		assertThat(note.path("path").asString()).isEqualTo("old.py");
		assertThat(note.path("line").asLong()).isEqualTo(17);
		JsonNode position = note.path("position");
		assertThat(position.path("old_path").asString()).isEqualTo("old.py");
		assertThat(position.path("new_path").asString()).isEqualTo("new.py");
		assertThat(position.path("old_line").asLong()).isEqualTo(17);
		assertThat(position.required("new_line").isNull()).isTrue();
		assertThat(position.path("side").asString()).isEqualTo("old");
		assertThat(document()).contains("File: old.py:17 (removed line, old side)").doesNotContain("new.py:17");
		JsonNode hit = data(run(0, "search", "wherefore", "--mode", "lexical")).path("hits").get(0);
		assertThat(hit.path("thread").path("position")).isEqualTo(position);
		assertThat(run(0, "search", "wherefore", "--mode", "lexical", "--human").stdout())
			.contains("found in the thread of mara at old.py:17 (removed line, old side)");
		for (String path : List.of("old.py", "new.py")) {
			assertThat(
					data(run(0, "search", path, "--mode", "lexical")).path("hits").get(0).path("found_in").asString())
				.as("found by both paths")
				.isEqualTo("discussion");
		}
	}

	@Test
	void aCommentOnAnAddedAndOneOnAnUnchangedLineSayTheSide() {
		sync("discussions", discussion("""
				"old_path": "old.py", "new_path": "new.py", "position_type": "text", "old_line": null, "new_line": 9
				"""));
		assertThat(human()).contains(", at new.py:9 (added line, new side)");
		assertThat(note().path("position").path("side").asString()).isEqualTo("new");
		sync("discussions", discussion("""
				"old_path": "a.py", "new_path": "a.py", "position_type": "text", "old_line": 15, "new_line": 17
				"""));
		assertThat(human()).contains(", at a.py:17 (unchanged line, a.py:15 on the old side)");
		assertThat(note().path("position").path("side").asString()).isEqualTo("both");
	}

	@Test
	void aCommentOnSeveralLinesSaysTheFirstOneToo() {
		sync("discussions", discussion("""
				"old_path": "a.py", "new_path": "a.py", "position_type": "text", "old_line": null, "new_line": 19,
				"line_range": {"start": {"line_code": "x_0_16", "type": "new", "old_line": null, "new_line": 16},
					"end": {"line_code": "x_0_19", "type": "new", "old_line": null, "new_line": 19}}
				"""));
		assertThat(human()).contains(", at a.py:16-19 (new side)");
		JsonNode start = note().path("position").path("line_range").path("start");
		assertThat(start.path("new_line").asLong()).isEqualTo(16);
		sync("discussions", discussion("""
				"old_path": "old.py", "new_path": "new.py", "position_type": "text", "old_line": null, "new_line": 19,
				"line_range": {"start": {"line_code": "x_12_18", "type": "old"},
					"end": {"line_code": "x_13_19", "type": "new"}}
				"""));
		assertThat(human()).contains(", at old.py:12 (old side) to new.py:19 (new side)");
	}

	@Test
	void aCommentOnAnImageSaysThePointAndTheSizeItWasMadeIn() {
		sync("discussions", discussion("""
				"old_path": "a.png", "new_path": "a.png", "position_type": "image", "x": 412.5, "y": 96, "width": 1280,
				"height": 800
				"""));
		assertThat(human()).contains(", at a.png (image, x 412.5, y 96 of 1280 x 800)").doesNotContain("null");
		JsonNode position = note().path("position");
		assertThat(position.path("x").asDouble()).isEqualTo(412.5);
		assertThat(position.path("width").asInt()).isEqualTo(1280);
		assertThat(position.path("height").asInt()).isEqualTo(800);
		assertThat(position.required("side").isNull()).isTrue();
	}

	@Test
	void aCommentOnAFileIsOnTheWholeOfIt() {
		sync("discussions", discussion("""
				"old_path": "old.py", "new_path": "new.py", "position_type": "file"
				"""));
		assertThat(human()).contains(", at new.py (whole file, before old.py)").doesNotContain("null");
	}

	@Test
	void aCommentOnAnOlderVersionSaysWhichOneItsLineIsOf() {
		sync("discussions", discussion("""
				"old_path": "a.py", "new_path": "a.py", "position_type": "text", "old_line": null, "new_line": 9,
				"base_sha": "b0", "start_sha": "b0", "head_sha": "0123456789abcdef0123456789abcdef01234567"
				"""));
		assertThat(human()).contains(", at a.py:9 (added line, new side) of version 01234567, not the newest");
		JsonNode position = note().path("position");
		assertThat(position.path("head_sha").asString()).isEqualTo("0123456789abcdef0123456789abcdef01234567");
		assertThat(position.path("outdated").asBoolean()).isTrue();
	}

	@Test
	void whoIsNotKnownIsCalledUnknown() throws Exception {
		sync("discussions",
				"""
						[{"id": "a", "individual_note": true, "notes": [{"id": 1, "type": null, "body": "wherefore", "author": null,
							"created_at": "2025-01-01T00:00:00Z", "system": false, "noteable_iid": 3}]}]
						""");
		sync("resource_state_events", """
				[{"id": 7, "user": null, "created_at": "2025-01-02T00:00:00Z", "state": "closed"},
					{"id": 8, "user": null, "created_at": "2025-01-03T00:00:00Z", "state": null}]
				""");
		sync("resource_label_events", """
				[{"id": 9, "user": {"id": 5, "username": "ghost"}, "created_at": "2025-01-04T00:00:00Z", "label": null,
					"action": "add"}]
				""");
		sync("resource_milestone_events", """
				[{"id": 10, "user": null, "created_at": "2025-01-05T00:00:00Z", "milestone": null, "action": "remove"}]
				""");
		assertThat(human()).doesNotContain("null")
			.contains("(unknown), 2025-01-01T00:00:00.000Z\n", "  2025-01-02T00:00:00.000Z  (unknown) state closed\n",
					"  2025-01-03T00:00:00.000Z  (unknown) state (unknown)\n",
					"  2025-01-04T00:00:00.000Z  ghost label add (deleted label)\n",
					"  2025-01-05T00:00:00.000Z  (unknown) milestone remove (deleted milestone)\n");
		assertThat(note().required("author").isNull()).isTrue();
		assertThat(run(0, "search", "wherefore", "--mode", "lexical", "--human").stdout()).doesNotContain("null")
			.contains("found in the thread of (unknown)");
		assertThat(document()).contains("(unknown), 2025-01-01 00:00:\nwherefore");
	}

	@Test
	void anEntityWithoutAnAuthorIsBySomebodyUnknown() {
		this.gitlab.rewrite((path, body) -> path.endsWith("/merge_requests")
				? body.replaceAll("\"author\":\\{[^}]*}", "\"author\":null") : body);
		run(0, "sync", "-p", PROJECT, "--mr", "3", "--no-embed");
		assertThat(human()).contains(" by (unknown), ").doesNotContain("null");
	}

	@Test
	void aTypeChangeIsTwoFilesOfOnePath() throws Exception {
		String diffs = """
				[{"old_path": "link", "new_path": "link", "a_mode": "100644", "b_mode": "0", "new_file": false,
						"renamed_file": false, "deleted_file": true, "collapsed": false, "too_large": false,
						"diff": "@@ -1,2 +0,0 @@\\n-a\\n-b\\n"},
					{"old_path": "link", "new_path": "link", "a_mode": "0", "b_mode": "120000", "new_file": true,
						"renamed_file": false, "deleted_file": false, "collapsed": false, "too_large": false,
						"diff": "@@ -0,0 +1 @@\\n+target\\n\\\\ No newline at end of file\\n"},
					{"old_path": "old.py", "new_path": "new.py", "a_mode": "100644", "b_mode": "100755", "new_file": false,
						"renamed_file": true, "deleted_file": false, "collapsed": false, "too_large": false, "diff": ""}]
				""";
		sync("diffs", diffs);
		assertThat(rows("SELECT change_kind, new_mode, deletions, additions FROM merge_request_files ORDER BY id"))
			.containsExactly("deleted|0|2|0", "added|120000|0|1", "renamed|100755|0|0");
		assertThat(human()).contains("  deleted   link\n  added     link (symbolic link)\n",
				"  renamed   old.py -> new.py (mode 100644 -> 100755)\n");
		JsonNode files = entity().path("files");
		assertThat(files).hasSize(3);
		assertThat(files.get(1).path("new_mode").asString()).isEqualTo("120000");
		assertThat(document("merge_request"))
			.contains("Changed files (3):\nlink (deleted)\nlink (added)\nold.py -> new.py\n");
		List<String> before = rows("SELECT * FROM merge_request_files ORDER BY id");
		sync("diffs", diffs);
		assertThat(rows("SELECT * FROM merge_request_files ORDER BY id")).as("twice changes nothing").isEqualTo(before);
	}

	@Test
	void aFileNameWithALineBreakForgesNoLine() throws Exception {
		sync("discussions", discussion("""
				"old_path": "a\\n  deleted   LICENSE", "new_path": "a\\n  deleted   LICENSE", "position_type": "text",
				"old_line": null, "new_line": 9
				"""));
		sync("diffs", """
				[{"old_path": "a\\n  deleted   LICENSE", "new_path": "a\\n  deleted   LICENSE", "a_mode": "0",
						"b_mode": "100644", "new_file": true, "renamed_file": false, "deleted_file": false,
						"collapsed": false, "too_large": false, "diff": "@@ -0,0 +1 @@\\n+a\\n"}]
				""");
		assertThat(human()).contains("\n  added     a\\n  deleted   LICENSE\n").doesNotContain("\n  deleted");
		assertThat(entity().path("files").get(0).path("new_path").asString()).as("exact for machines")
			.isEqualTo("a\n  deleted   LICENSE");
		assertThat(document("merge_request")).contains("Changed files (1):\na\\n  deleted   LICENSE\n");
		assertThat(human()).contains(", at a\\n  deleted   LICENSE:9 (added line, new side)\n");
	}

	@Test
	void aCommentForgesNoReply() {
		sync("discussions",
				"""
						[{"id": "a", "individual_note": false, "notes": [
							{"id": 1, "type": "DiscussionNote", "body": "No.\\n\\nada, 2025-01-01T00:00:00.000Z\\n  Yes.\\n\\nfiles",
								"author": {"id": 5, "username": "mallory"}, "created_at": "2025-01-01T00:00:00Z", "system": false},
							{"id": 2, "type": "DiscussionNote", "body": "Why?", "author": {"id": 6, "username": "ada"},
								"created_at": "2025-01-01T00:00:00Z", "system": false}]}]
						""");
		assertThat(human()).contains("""

				mallory, 2025-01-01T00:00:00.000Z
				    No.

				    ada, 2025-01-01T00:00:00.000Z
				      Yes.

				    files
				  ada, 2025-01-01T00:00:00.000Z
				    Why?
				""");
	}

	@Test
	void aLoneCarriageReturnEndsNoLineOfADiff() throws Exception {
		sync("diffs",
				"""
						[{"old_path": "a", "new_path": "a", "a_mode": "100644", "b_mode": "100644", "new_file": false,
								"renamed_file": false, "deleted_file": false, "collapsed": false, "too_large": false,
								"diff": "@@ -1,2 +1,2 @@\\n-old\\r-still\\r+the same line\\n+new\\r\\n b\\u0085+c\\u2028-d\\f+e\\n"}]
						""");
		assertThat(rows("SELECT additions, deletions FROM merge_request_files")).containsExactly("1|1");
	}

	private static String discussion(String position) {
		return """
				[{"id": "a", "individual_note": false, "notes": [{"id": 1, "type": "DiffNote", "body": "wherefore",
					"author": {"id": 5, "username": "mara"}, "created_at": "2025-01-01T00:00:00Z", "system": false,
					"resolvable": false, "position": {%s}}]}]
				""".formatted(position);
	}

	/**
	 * Syncs the merge request, which has this set from now on.
	 */
	private void sync(String set, String rows) {
		String total = String.valueOf(JsonMapper.shared().readTree(rows).size());
		this.sets.put(ENTITY + set, new Answer(200, rows,
				List.of(new Header("X-Next-Page", ""), new Header("X-Page", "1"), new Header("X-Total", total))));
		this.gitlab.intercept(this.sets::get);
		run(0, "sync", "-p", PROJECT, "--mr", "3", "--no-embed");
	}

	private final Map<String, Answer> sets = new java.util.HashMap<>();

	private JsonNode note() {
		return entity().path("discussions").get(0).path("notes").get(0);
	}

	private JsonNode entity() {
		return data(run(0, "mr", "3", "-p", PROJECT));
	}

	private String human() {
		return run(0, "mr", "3", "-p", PROJECT, "--human").stdout();
	}

	private String document() throws Exception {
		return document("discussion");
	}

	private String document(String source) throws Exception {
		return rows("SELECT content FROM documents WHERE source_type = '%s'".formatted(source)).get(0) + "\n";
	}

	private List<String> rows(String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("lore.db"));
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			List<String> rows = new ArrayList<>();
			while (result.next()) {
				List<String> values = new ArrayList<>();
				for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
					values.add(result.getString(column));
				}
				rows.add(String.join("|", values));
			}
			return rows;
		}
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private InProcess.Ended run(int exitCode, String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.gitlab.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString());
		InProcess.Ended ended = InProcess.run(new Surroundings(variables, this.folder), arguments);
		assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(exitCode);
		return ended;
	}

}
