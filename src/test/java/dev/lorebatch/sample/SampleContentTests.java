package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SampleContentTests {

	private static SampleGitLab gitLab;

	private static SampleClient client;

	@BeforeAll
	static void start() {
		gitLab = SampleGitLab.start(SampleOptions.defaults());
		client = SampleClient.full(gitLab);
	}

	@AfterAll
	static void stop() {
		gitLab.close();
	}

	@Test
	void twoServersAnswerByteForByteTheSame() {
		try (SampleGitLab other = SampleGitLab.start(SampleOptions.defaults())) {
			SampleClient second = SampleClient.full(other);
			for (String path : everything()) {
				assertThat(second.get(path).body()).as(path).isEqualTo(client.get(path).body());
			}
		}
	}

	@Test
	void everythingIsAnswered() {
		for (String path : everything()) {
			assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
		}
	}

	@Test
	void thereIsEnoughToRead() {
		assertThat(gitLab.project("harbor/lighthouse").issueIids()).hasSize(28).doesNotContain(6L, 13L, 19L, 27L);
		assertThat(gitLab.project("harbor/tools/rope-kit").issueIids()).hasSize(14).doesNotContain(5L, 11L);
		assertThat(gitLab.project("harbor/lighthouse").mergeRequestIids()).hasSize(14).doesNotContain(7L, 11L);
		assertThat(gitLab.project("harbor/tools/rope-kit").mergeRequestIids()).hasSize(6).doesNotContain(3L);
	}

	@Test
	void noteIdsAreUniqueAndLarge() {
		Set<Long> ids = new HashSet<>();
		for (String path : everything()) {
			if (path.contains("/notes")) {
				for (JsonNode note : client.json(path)) {
					assertThat(ids.add(note.path("id").asLong())).as(note.path("id").asString()).isTrue();
				}
			}
		}
		assertThat(ids).hasSizeGreaterThan(300).allMatch((id) -> id > Integer.MAX_VALUE);
	}

	@Test
	void oddIssuesAreOdd() {
		assertThat(issue(4).path("description").isNull()).isTrue();
		assertThat(issue(9).path("_links").path("closed_as_duplicate_of").asString()).endsWith("/issues/1");
		assertThat(issue(11).path("moved_to_id").asLong())
			.isEqualTo(client.json("projects/7115/issues/12").path("id").asLong());
		assertThat(issue(12).path("issue_type").asString()).isEqualTo("incident");
		assertThat(issue(14).path("description").asString().length()).isGreaterThan(200_000);
		assertThat(issue(15).path("author").path("username").asString()).isEqualTo("ghost");
		assertThat(issue(16).path("author").isNull()).isTrue();
		assertThat(issue(16).path("state").asString()).isEqualTo("closed");
		assertThat(issue(16).path("closed_at").isNull()).isTrue();
		assertThat(issue(17).path("milestone").has("project_id")).isFalse();
		assertThat(issue(17).path("milestone").path("group_id").asLong()).isEqualTo(3101);
	}

	@Test
	void oddMergeRequestsAreOdd() {
		assertThat(mergeRequest(8).path("sha").isNull()).isTrue();
		assertThat(mergeRequest(8).path("diff_refs").isNull()).isTrue();
		assertThat(mergeRequest(9).path("state").asString()).isEqualTo("locked");
		assertThat(mergeRequest(6).path("draft").asBoolean()).isTrue();
		assertThat(mergeRequest(10).path("source_project_id").isNull()).isTrue();
		assertThat(mergeRequest(13).path("changes_count").asString()).isEqualTo("7");
		assertThat(client.json("projects/7101/merge_requests").get(0).has("diff_refs")).isFalse();
	}

	@Test
	void oddEventsAreOdd() {
		JsonNode labels = client.json("projects/7101/issues/18/resource_label_events");
		assertThat(labels.get(1).path("label").isNull()).isTrue();
		assertThat(client.json("projects/7101/issues/20/resource_state_events").get(0).path("user").isNull()).isTrue();
		JsonNode merged = client.json("projects/7101/merge_requests/1/resource_state_events").get(0);
		assertThat(merged.path("state").asString()).isEqualTo("merged");
		JsonNode closed = client.json("projects/7101/issues/1/resource_state_events").get(0);
		assertThat(closed.path("source_merge_request_id").asLong()).isEqualTo(mergeRequest(1).path("id").asLong());
	}

	@Test
	void threadsAreThreads() {
		JsonNode discussions = client.json("projects/7101/merge_requests/4/discussions");
		Set<String> types = new TreeSet<>();
		for (JsonNode discussion : discussions) {
			JsonNode first = discussion.path("notes").get(0);
			types.add(first.path("type").asString("none"));
			assertThat(discussion.path("id").asString()).hasSize(40);
			assertThat(discussion.path("individual_note").asBoolean()).isEqualTo(first.path("type").isNull());
			assertThat(first.has("resolved")).isEqualTo(first.path("resolvable").asBoolean());
		}
		assertThat(types).contains("DiffNote", "DiscussionNote");
	}

	@Test
	void relationsGoBothWays() {
		assertThat(client.iids("projects/7101/merge_requests/13/closes_issues")).containsExactly(22L, 23L);
		assertThat(client.iids("projects/7101/issues/22/closed_by")).containsExactly(13L);
		assertThat(client.iids("projects/7101/issues/3/related_merge_requests")).containsExactly(3L, 2L);
		assertThat(client.json("projects/7101/issues/21/links").get(0).path("link_type").asString())
			.isEqualTo("is_blocked_by");
		assertThat(client.json("projects/7115/issues/12/links").get(0).path("link_type").asString())
			.isEqualTo("blocks");
	}

	@Test
	void filesTellWhatHappenedToThem() {
		JsonNode files = client.json("projects/7101/merge_requests/13/diffs");
		assertThat(files.get(0).path("new_file").asBoolean()).isTrue();
		assertThat(files.get(1).path("renamed_file").asBoolean()).isTrue();
		assertThat(files.get(2).path("deleted_file").asBoolean()).isTrue();
		assertThat(files.get(3).path("collapsed").asBoolean()).isTrue();
		assertThat(files.get(3).path("diff").asString()).isEmpty();
		assertThat(files.get(4).path("too_large").asBoolean()).isTrue();
	}

	private static JsonNode issue(long iid) {
		return client.json("projects/7101/issues/" + iid);
	}

	private static JsonNode mergeRequest(long iid) {
		return client.json("projects/7101/merge_requests/" + iid);
	}

	private static List<String> everything() {
		List<String> paths = new ArrayList<>(List.of("version", "user", "personal_access_tokens/self"));
		for (String path : List.of("harbor/lighthouse", "harbor/tools/rope-kit", "harbor/keepers-log")) {
			SampleProject project = gitLab.project(path);
			String base = "projects/" + project.id();
			List.of("", "/issues", "/merge_requests", "/labels", "/milestones")
				.forEach((tail) -> paths.add(base + tail));
			project.issueIids().forEach((iid) -> addEntity(paths, base + "/issues/" + iid));
			project.mergeRequestIids().forEach((iid) -> addEntity(paths, base + "/merge_requests/" + iid));
		}
		return paths;
	}

	private static void addEntity(List<String> paths, String entity) {
		paths.add(entity);
		for (String part : List.of("/discussions?per_page=100", "/notes?per_page=100", "/resource_state_events",
				"/resource_label_events", "/resource_milestone_events")) {
			paths.add(entity + part);
		}
		List<String> parts = entity.contains("/issues/") ? List.of("/closed_by", "/links", "/related_merge_requests")
				: List.of("/closes_issues", "/diffs");
		parts.forEach((part) -> paths.add(entity + part));
	}

}
