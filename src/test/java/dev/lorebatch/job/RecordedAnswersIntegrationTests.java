package dev.lorebatch.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of real GitLab servers of several versions pass through the client and all
 * phases without a loss. They lie beside a developer's checkout and are no part of the
 * project; without them the tests are skipped.
 */
@EnabledIf("recorded")
class RecordedAnswersIntegrationTests {

	private static final Path RECORDINGS = Path.of(System.getProperty("lore.recordings", "../shared/recordings"));

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	private final Map<String, String> answers = new HashMap<>();

	static boolean recorded() {
		return Files.isDirectory(RECORDINGS);
	}

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(java.net.URI.create("http://127.0.0.1:9"));
		this.gitlab.intercept((path) -> Answer.of(200, this.answers.getOrDefault(path, "[]")));
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		this.answers.put("/api/v4/user", "{\"id\":1,\"username\":\"keeper\"}");
		this.answers.put("/api/v4/projects/group%2Fproject", "{\"id\":1,\"path_with_namespace\":\"group/project\"}");
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "devlake/issues.json", "narkoz/issues.json", "narkoz/issue.json" })
	void issues(String file) throws Exception {
		entities(EntityKind.ISSUE, file);
	}

	@ParameterizedTest
	@ValueSource(strings = { "devlake/merge_requests.json", "devlake/merge_requests_2.json",
			"narkoz/merge_requests.json", "narkoz/merge_request.json", "narkoz/merge_request_changes.json",
			"danger/commit_merge_requests.json", "danger/merge_request_1_response.json",
			"danger/merge_request_1_changes_response.json" })
	void mergeRequests(String file) throws Exception {
		entities(EntityKind.MERGE_REQUEST, file);
	}

	@ParameterizedTest
	@ValueSource(strings = { "narkoz/merge_request_discussions.json", "narkoz/merge_request_discussion.json",
			"danger/merge_request_1_discussions_response.json",
			"danger/merge_request_1_discussions_empty_response.json" })
	void discussions(String file) throws Exception {
		List<JsonNode> discussions = read(file);
		syncMergeRequestWith("discussions", discussions);
		assertThat(payloads("discussion")).containsExactlyInAnyOrderElementsOf(discussions);
		long notes = discussions.stream().mapToLong((discussion) -> discussion.get("notes").size()).sum();
		assertThat(this.mirror.count("SELECT count(*) FROM notes")).isEqualTo(notes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "narkoz/notes.json", "narkoz/note.json", "devlake/merge_request_notes.json",
			"danger/merge_request_1_comments_response.json",
			"danger/merge_request_1_comments_existing_danger_comment_response.json",
			"danger/merge_request_1_comments_no_stickies_response.json" })
	void notes(String file) throws Exception {
		List<JsonNode> notes = read(file).stream().map((node) -> node.has("note") ? node.get("note") : node).toList();
		List<JsonNode> discussions = new ArrayList<>();
		for (JsonNode note : notes) {
			discussions.add(JSON.createObjectNode()
				.put("id", "thread-" + note.get("id"))
				.put("individual_note", true)
				.set("notes", JSON.createArrayNode().add(note)));
		}
		syncMergeRequestWith("discussions", discussions);
		assertThat(this.mirror.rows("SELECT body FROM notes ORDER BY gitlab_id")).extracting((row) -> row.get("body"))
			.containsExactlyInAnyOrderElementsOf(notes.stream().map((note) -> note.get("body").asString()).toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "narkoz/issue_resource_state_events.json", "narkoz/issue_resource_state_event.json",
			"narkoz/mr_resource_state_events.json" })
	void stateEvents(String file) throws Exception {
		List<JsonNode> events = read(file);
		syncMergeRequestWith("resource_state_events", events);
		assertThat(payloads("resource_state_events")).containsExactlyInAnyOrderElementsOf(events);
	}

	@ParameterizedTest
	@ValueSource(strings = { "narkoz/merge_request_diffs.json" })
	void diffs(String file) throws Exception {
		List<JsonNode> files = read(file);
		syncMergeRequestWith("diffs", files);
		assertThat(this.mirror.rows("SELECT new_path, completeness FROM merge_request_files")).hasSize(files.size())
			.allSatisfy((row) -> assertThat(row).containsEntry("completeness", "complete"));
	}

	@Test
	void closedIssues() throws Exception {
		List<JsonNode> issues = read("narkoz/merge_request_closes_issues.json");
		syncMergeRequestWith("closes_issues", issues);
		assertThat(this.mirror.count("SELECT count(*) FROM entity_references WHERE reference_type = 'closes'"))
			.isEqualTo(issues.size());
	}

	@ParameterizedTest
	@ValueSource(strings = { "narkoz/error_project_not_found.json", "narkoz/error_already_exists.json" })
	void errorBodies(String file) throws Exception {
		String body = read(file).get(0).toString();
		this.gitlab.intercept((path) -> Answer.of(404, body));
		JobExecution execution = run(List.of(1L), List.of());
		assertThat(execution.getExitStatus().getExitDescription()).startsWith("NOT_FOUND: ")
			.doesNotContain("\n", "Exception");
	}

	@Test
	void aProjectOfTheFirstServers() throws Exception {
		this.answers.put("/api/v4/projects/group%2Fproject", read("narkoz/project.json").get(0).toString());
		this.answers.put("/api/v4/projects/3/issues", read("narkoz/issues.json", 3).toString());
		assertThat(run(List.of(1L), List.of()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	private void entities(EntityKind kind, String file) throws Exception {
		List<JsonNode> entities = read(file);
		this.answers.put("/api/v4/projects/1/" + kind.resource(), entities.toString());
		List<Long> iids = entities.stream()
			.map((entity) -> (entity.has("iid") ? entity.get("iid") : entity.get("id")).asLong())
			.sorted()
			.toList();
		JobExecution execution = (kind == EntityKind.ISSUE) ? run(iids, List.of()) : run(List.of(), iids);
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(payloads(kind.value())).containsExactlyInAnyOrderElementsOf(entities);
		assertThat(this.mirror.count("SELECT count(*) FROM " + kind.resource())).isEqualTo(entities.size());
		for (JsonNode entity : entities) {
			String title = entity.get("title").asString();
			assertThat(this.mirror.rows("SELECT author_username FROM %s WHERE title = ?".formatted(kind.resource()),
					title))
				.isNotEmpty();
		}
	}

	private void syncMergeRequestWith(String resource, List<JsonNode> items) throws Exception {
		this.answers.put("/api/v4/projects/1/merge_requests", "[%s]"
			.formatted(JSON.createObjectNode().put("id", 10).put("iid", 1).put("title", "t").put("state", "opened")));
		this.answers.put("/api/v4/projects/1/merge_requests/1/" + resource, items.toString());
		JobExecution execution = run(List.of(), List.of(1L));
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	private JobExecution run(List<Long> issues, List<Long> mergeRequests) throws Exception {
		return this.mirror.run(new SurgicalRequest("recorded", "group/project", issues, mergeRequests, true, true));
	}

	private List<JsonNode> payloads(String resourceType) {
		return this.mirror.rows("SELECT payload FROM raw_payloads WHERE resource_type = ?", resourceType)
			.stream()
			.map((row) -> JSON.readTree(String.valueOf(row.get("payload"))))
			.toList();
	}

	private static List<JsonNode> read(String file) throws IOException {
		return read(file, 1);
	}

	/**
	 * The objects in a recording, as those of the project and of its merge request 1;
	 * some are whole HTTP responses, headers first.
	 */
	private static List<JsonNode> read(String file, int projectId) throws IOException {
		String text = Files.readString(RECORDINGS.resolve(file));
		if (text.startsWith("HTTP/")) {
			text = text
				.substring(text.replace("\r\n", "\n").equals(text) ? text.indexOf("\n\n") : text.indexOf("\r\n\r\n"))
				.strip();
		}
		JsonNode json = JSON.readTree(text);
		List<JsonNode> objects = json.isArray() ? List.copyOf(json.values()) : List.of(json);
		objects.forEach((object) -> own(object, projectId));
		return objects;
	}

	private static void own(JsonNode json, int projectId) {
		if (json instanceof ObjectNode object) {
			if (object.has("project_id")) {
				object.put("project_id", projectId);
			}
			if (object.has("noteable_iid")) {
				object.put("noteable_iid", 1);
			}
			object.path("notes").values().forEach((note) -> own(note, projectId));
			own(object.path("note"), projectId);
		}
	}

}
