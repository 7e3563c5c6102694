package dev.lorebatch.sample;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SampleGeneratedTests {

	private static final GeneratedProject LARGE = new GeneratedProject("bench/large", 12_000, 500, 10, 42);

	private static SampleGitLab gitLab;

	private static SampleClient client;

	@BeforeAll
	static void start() {
		gitLab = SampleGitLab.start(SampleOptions.defaults().withGenerated(LARGE));
		client = SampleClient.full(gitLab);
	}

	@AfterAll
	static void stop() {
		gitLab.close();
	}

	@Test
	void manyRowsAreNotCounted() {
		HttpResponse<String> page = client.get("projects/bench%2Flarge/issues?per_page=100&page=50");
		assertThat(page.headers().firstValue("X-Total")).isEmpty();
		assertThat(page.headers().firstValue("X-Total-Pages")).isEmpty();
		assertThat(page.headers().firstValue("X-Next-Page")).contains("51");
		assertThat(page.headers().firstValue("Link")).get().asString().doesNotContain("rel=\"last\"");
	}

	@Test
	void pagesCoverEverythingOnce() {
		Set<Long> seen = new HashSet<>();
		for (int page = 1; page <= 120; page++) {
			seen.addAll(client.iids("projects/9001/issues?per_page=100&order_by=updated_at&sort=asc&page=" + page));
		}
		assertThat(seen).hasSize(12_000);
		assertThat(client.iids("projects/9001/issues?per_page=100&page=121")).isEmpty();
	}

	@Test
	void defaultOrderIsNewestFirst() {
		assertThat(client.iids("projects/9001/issues?per_page=3&page=2")).containsExactly(11_997L, 11_996L, 11_995L);
	}

	@Test
	void rowsAreOrderedByUpdate() {
		String before = "9999";
		for (JsonNode issue : client.json("projects/9001/issues?per_page=100&order_by=updated_at&page=7")) {
			String updated = issue.path("updated_at").asString();
			assertThat(updated).isLessThanOrEqualTo(before);
			before = updated;
		}
	}

	@Test
	void notesAreAsManyAsPromised() {
		int user = client.json("projects/9001/issues/77").path("user_notes_count").asInt();
		int system = 0;
		JsonNode notes = client.json("projects/9001/issues/77/notes");
		for (JsonNode note : notes) {
			system += note.path("system").asBoolean() ? 1 : 0;
		}
		assertThat(notes).hasSize(10);
		assertThat(user).isEqualTo(10 - system);
	}

	@Test
	void sameSeedMakesSameProject() {
		try (SampleGitLab other = SampleGitLab.start(SampleOptions.defaults().withGenerated(LARGE))) {
			for (String path : new String[] { "issues?per_page=50&page=3", "issues/500/discussions",
					"merge_requests/10", "merge_requests/10/closes_issues", "issues/10/closed_by" }) {
				assertThat(SampleClient.full(other).get("projects/9001/" + path).body())
					.isEqualTo(client.get("projects/9001/" + path).body());
			}
		}
	}

	@Test
	void relationsAreComputedToo() {
		assertThat(client.iids("projects/9001/merge_requests/10/closes_issues")).containsExactly(10L);
		assertThat(client.iids("projects/9001/issues/10/closed_by")).containsExactly(10L);
		assertThat(client.iids("projects/9001/issues/11/closed_by")).isEmpty();
	}

	@Test
	void generatedIssueCanBeChanged() {
		GeneratedProject small = new GeneratedProject("bench/small", 30, 0, 3, 1);
		try (SampleGitLab own = SampleGitLab.start(SampleOptions.defaults().withGenerated(small))) {
			SampleProject project = own.project("bench/small");
			project.issue(7).edit(Instant.parse("2026-11-22T08:00:00Z"), (edit) -> edit.title("Changed"));
			project.issue(8).delete();
			SampleClient ownClient = SampleClient.full(own);
			assertThat(ownClient.iids("projects/9001/issues?order_by=updated_at&per_page=1")).containsExactly(7L);
			assertThat(ownClient.iids("projects/9001/issues?per_page=100")).hasSize(29).doesNotContain(8L);
		}
	}

}
