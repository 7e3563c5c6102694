package dev.lorebatch.sample;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class SamplePagingTests {

	private static SampleGitLab gitLab;

	@BeforeAll
	static void start() {
		gitLab = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterAll
	static void stop() {
		gitLab.close();
	}

	@Test
	void pagesHaveTwentyRowsUnlessAsked() {
		HttpResponse<String> first = SampleClient.full(gitLab).get("projects/7101/issues");
		assertThat(header(first, "X-Per-Page")).contains("20");
		assertThat(header(first, "X-Next-Page")).contains("2");
		assertThat(header(first, "X-Total")).contains("28");
		assertThat(header(first, "X-Total-Pages")).contains("2");
		assertThat(SampleClient.full(gitLab).iids("projects/7101/issues?page=2")).hasSize(8);
	}

	@Test
	void lastPageHasEmptyNextPage() {
		HttpResponse<String> last = SampleClient.full(gitLab).get("projects/7101/issues?page=2");
		assertThat(header(last, "X-Next-Page")).contains("");
		assertThat(header(last, "X-Prev-Page")).contains("1");
		assertThat(header(last, "Link")).get().asString().contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
	}

	@Test
	void pageSizeIsCappedAtHundred() {
		assertThat(header(SampleClient.full(gitLab).get("projects/7101/issues?per_page=500"), "X-Per-Page"))
			.contains("100");
	}

	@Test
	void longConversationHasSecondPage() {
		String path = "projects/7101/issues/24/discussions?per_page=100";
		assertThat(SampleClient.full(gitLab).json(path)).hasSize(100);
		assertThat(SampleClient.full(gitLab).json(path + "&page=2")).hasSize(30);
	}

	@Test
	void hiddenDiscussionsLeaveShortAndEmptyPagesInTheMiddle() {
		SampleClient guest = SampleClient.guest(gitLab);
		HttpResponse<String> page = guest.get("projects/7101/issues/24/discussions?page=3");
		assertThat(page.body()).isEqualTo("[]");
		assertThat(header(page, "X-Next-Page")).contains("4");
		assertThat(header(page, "X-Total")).contains("130");
		assertThat(guest.json("projects/7101/issues/24/discussions?per_page=100")).hasSize(80);
		HttpResponse<String> large = guest.get("projects/7101/merge_requests/12/discussions?per_page=100&page=2");
		assertThat(large.body()).isEqualTo("[]");
		assertThat(header(large, "X-Next-Page")).contains("3");
	}

	@Test
	void hiddenLabelEventsShortenThePage() {
		String path = "projects/7101/issues/5/resource_label_events";
		assertThat(SampleClient.full(gitLab).json(path)).hasSize(5);
		HttpResponse<String> page = SampleClient.guest(gitLab).get(path);
		assertThat(SampleClient.guest(gitLab).json(path)).hasSize(3);
		assertThat(header(page, "X-Total")).contains("5");
	}

	@Test
	void askedIidsComeWithoutTheAbsentOnes() {
		SampleClient client = SampleClient.full(gitLab);
		assertThat(client.iids("projects/7101/issues?iids%5B%5D=3&iids%5B%5D=6&iids%5B%5D=1&iids%5B%5D=999"))
			.containsExactly(3L, 1L);
		assertThat(client.iids("projects/7101/merge_requests?iids=4,7")).containsExactly(4L);
		assertThat(client.iids("projects/7101/issues?iid%5B%5D=3")).hasSize(20);
	}

	@Test
	void listedIssueIsTheSingleOneWithoutSubscription() {
		SampleClient client = SampleClient.full(gitLab);
		for (long iid : client.iids("projects/7101/issues?per_page=100")) {
			JsonNode listed = client.json("projects/7101/issues?iids%5B%5D=" + iid).get(0);
			JsonNode single = client.json("projects/7101/issues/" + iid);
			assertThat(single.has("subscribed")).isTrue();
			((ObjectNode) single).remove("subscribed");
			assertThat(listed).isEqualTo(single);
		}
	}

	@Test
	void updatedAfterIsInclusive() {
		SampleClient client = SampleClient.full(gitLab);
		String updated = client.json("projects/7101/issues/32").path("updated_at").asString();
		String path = "projects/7101/issues?order_by=updated_at&sort=asc&updated_after=" + updated;
		assertThat(client.iids(path)).startsWith(32L).contains(31L);
		assertThat(client.iids("projects/7101/issues?per_page=100&updated_before=" + updated)).doesNotContain(31L);
	}

	@Test
	void statesAndLabelsFilter() {
		SampleClient client = SampleClient.full(gitLab);
		assertThat(client.iids("projects/7101/merge_requests?state=locked")).containsExactly(9L);
		assertThat(client.iids("projects/7101/issues?labels=alarm,performance")).containsExactly(31L);
		JsonNode label = client.json("projects/7101/issues?labels=Seezeichen&with_labels_details=true")
			.get(0)
			.path("labels")
			.get(0);
		assertThat(label.path("color").asString()).isEqualTo("#3cb371");
	}

	@Test
	void keysetVisitsEveryIssueOnce() {
		SampleClient client = SampleClient.full(gitLab);
		List<Long> visited = new ArrayList<>();
		Optional<String> path = Optional
			.of("projects/7101/issues?pagination=keyset&per_page=9&order_by=updated_at&sort=asc");
		while (path.isPresent()) {
			HttpResponse<String> response = client.get(path.get());
			assertThat(header(response, "X-Next-Page")).isEmpty();
			visited.addAll(client.iids(path.get()));
			path = header(response, "Link").map(this::next);
		}
		assertThat(visited).hasSize(28).doesNotHaveDuplicates();
	}

	@Test
	void linksPointToTheConfiguredHost() {
		SampleOptions options = SampleOptions.defaults().withExternalUrl(URI.create("https://elsewhere.example"));
		try (SampleGitLab moved = SampleGitLab.start(options)) {
			HttpResponse<String> response = SampleClient.full(moved).get("projects/7101/issues");
			assertThat(header(response, "Link")).get().asString().startsWith("<https://elsewhere.example/api/v4/");
		}
	}

	@Test
	void unchangedAnswerIsNotSentAgain() {
		SampleClient client = SampleClient.full(gitLab);
		HttpResponse<String> first = client.get("projects/7101/issues/1/discussions");
		String tag = header(first, "ETag").orElseThrow();
		assertThat(tag).startsWith("W/\"");
		HttpResponse<String> second = client.get("projects/7101/issues/1/discussions", "If-None-Match", tag);
		assertThat(second.statusCode()).isEqualTo(304);
		assertThat(second.body()).isEmpty();
		assertThat(header(second, "X-Total")).isEqualTo(header(first, "X-Total"));
	}

	@Test
	void largeAnswersAreCompressedOnRequest() {
		HttpResponse<String> response = SampleClient.full(gitLab)
			.get("projects/7101/issues", "Accept-Encoding", "gzip");
		assertThat(header(response, "Content-Encoding")).contains("gzip");
	}

	private static Optional<String> header(HttpResponse<String> response, String name) {
		return response.headers().firstValue(name);
	}

	private String next(String link) {
		Matcher matcher = Pattern.compile("<.*?/api/v4/([^>]*)>; rel=\"next\"").matcher(link);
		assertThat(matcher.matches()).isTrue();
		return matcher.group(1);
	}

}
