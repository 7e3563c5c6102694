package dev.lorebatch.gitlab;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for reading lists to their end.
 */
@Timeout(30)
class GitLabPagingIntegrationTests {

	private static final String PATH = "/api/v4/projects/7/issues/1/discussions";

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@RegisterExtension
	static final WireMockExtension otherServer = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final TestClient test = new TestClient(server.baseUrl());

	@Test
	void followsTheNextPageUntilItIsEmpty() {
		// given
		page(1, rows(1, 100).withHeader("X-Next-Page", "2"));
		page(2, rows(101, 200).withHeader("x-next-page", "3"));
		page(3, rows(201, 205).withHeader("X-Next-Page", ""));

		// when
		Listing listing = read();

		// then
		assertThat(ids(listing)).containsExactlyElementsOf(LongStream.rangeClosed(1, 205).boxed().toList());
		assertThat(listing.pages()).isEqualTo(3);
		assertThat(requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2, 2", "2,2", "\"2\"", "\"2\", \"2\"" })
	void aNextPageThatAProxyDoubledOrQuotedIsRead(String next) {
		pages((number) -> new String[] { "X-Next-Page",
				(number < 3) ? next.replace("2", String.valueOf(number + 1)) : "", "X-Total", "250" });
		assertThat(ids(read())).containsExactlyElementsOf(LongStream.rangeClosed(1, 250).boxed().toList());
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void aNextPageInTwoHeadersIsRead() {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2", "2").withHeader("X-Page", "1", "1"));
		page(2, rows(101, 200).withHeader("X-Next-Page", "3", "3").withHeader("X-Page", "2", "2"));
		page(3, rows(201, 250).withHeader("X-Next-Page", "", "").withHeader("X-Page", "3", "3"));
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2, 3", "\"\"", "null", "0", "-1", "two", "2;", "99999999999999999999999", ", 2" })
	void aNextPageThatCannotBeReadIsNotTheEnd(String next) {
		pages((number) -> new String[] { "X-Next-Page", next, "X-Total", "250" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "</a.css>; rel=preload", "</a.css>; rel=next", "</a.css?v=2>; rel=next",
			"</other?page=2>; rel=next", "<; rel=next", "nonsense", "",
			"<https://gitlab.example.com/api/v4/projects/7/issues/1/discussions?page=2>; rel=\"next\"; anchor=\"#a\"",
			"<https://gitlab.example.com/api/v4/projects/7/issues/1/discussions?page=2>; rel*=UTF-8''next",
			"<https://gitlab.example.com/api/v4/projects/7/issues/1/discussions?page=2>; title=\"; rel=next\"" })
	void aLinkThatDoesNotLeadOnIsNotTheEnd(String link) {
		pages((number) -> new String[] { "Link", link });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<%s>; title=\"a, b\"; rel=\"next\"", "<%s>; title=\"a; rel=prev, \\\"b\"; rel=\"next\"",
			"<%s>; rel=next", "<%s>; REL=\"NEXT\"", "<%s>;rel=\"first next\"", "<%s> ; rel = \"next\" ; a ; b=c",
			"</a.css>; rel=preload; as=style, <%s>; rel=next, <x>; rel=last", ", , <%s>; rel=next",
			"</b,c.css>; rel=preload, <%s>; rel=\"next\"" })
	void aLinkIsReadAsItsStandardSays(String link) {
		String path = "https://gitlab.example.com" + PATH + "?per_page=20&page=";
		pages((number) -> (number < 3) ? new String[] { "Link", link.formatted(path + (number + 1)) }
				: new String[] { "X-Next-Page", "" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void aLinkWithACursorIsFollowedOnTheAskedPath() {
		// given
		String other = otherServer.baseUrl() + "/somewhere/discussions?state=opened&private_token=x&cursor=";
		page(1, rows(1, 100).withHeader("Link", "<" + other + "c%2B2>; rel=\"next\""));
		cursor("c+2", rows(101, 200).withHeader("Link", "<?cursor=c3>; rel=\"next\""));
		cursor("c3", rows(201, 250));
		page(4, okJson("[]"));

		// when
		Listing listing = read();

		// then
		assertThat(listing.items()).hasSize(250);
		assertThat(requests()).isEqualTo(4);
		assertThat(otherServer.getAllServeEvents()).isEmpty();
		server.verify(0, getRequestedFor(urlPathEqualTo(PATH)).withQueryParam("state", equalTo("opened")));
		server.verify(0, getRequestedFor(urlPathEqualTo(PATH)).withQueryParam("private_token", equalTo("x")));
	}

	@Test
	void cursorsThatGoInACircleAreAnErrorNotALoop() {
		page(1, rows(1, 100).withHeader("Link", "<?cursor=c2>; rel=\"next\""));
		cursor("c2", rows(101, 200).withHeader("Link", "<?cursor=c3>; rel=\"next\""));
		cursor("c3", rows(201, 250).withHeader("Link", "<?cursor=c2>; rel=\"next\""));
		assertThatExceptionOfType(GitLabException.class).isThrownBy(this::read).withMessageContaining("do not end");
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void aNextLinkBesideAnEmptyNextPageIsFollowed() {
		pages((number) -> (number < 3)
				? new String[] { "X-Next-Page", "", "Link", link(server.baseUrl(), number + 1, "next") }
				: new String[] { "X-Next-Page", "" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void anEmptyNextPageBesideATotalOfMoreIsNotTheEnd() {
		pages((number) -> new String[] { "X-Next-Page", "", "X-Total", "250" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void anEmptyNextPageOfAnotherPageIsNotTheEnd() {
		pages((number) -> new String[] { "X-Next-Page", "", "X-Page", (number < 3) ? "" : "3" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void theLastOfAllPagesIsTheEnd() {
		pages((number) -> new String[] { "X-Page", String.valueOf(number), "X-Total-Pages", "3" });
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void aListThatHoldsEveryIidNeedsNoEnd() {
		server
			.stubFor(get(urlPathEqualTo("/api/v4/projects/7/issues")).willReturn(okJson("[{\"iid\":1},{\"iid\":2}]")));
		assertThat(this.test.create().entities(7, EntityKind.ISSUE, List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
		assertThat(requests()).isOne();
	}

	@Test
	void anIidIsAbsentOnlyFromAListWhoseEndIsProven() {
		server.stubFor(get(urlPathEqualTo("/api/v4/projects/7/issues")).withQueryParam("page", absent())
			.willReturn(okJson("[{\"iid\":1}]").withHeader("Link", "</a.css>; rel=preload")));
		server.stubFor(get(urlPathEqualTo("/api/v4/projects/7/issues")).withQueryParam("page", equalTo("2"))
			.willReturn(okJson("[{\"iid\":3}]")));
		server.stubFor(get(urlPathEqualTo("/api/v4/projects/7/issues")).withQueryParam("page", equalTo("3"))
			.willReturn(okJson("[]")));
		assertThat(this.test.create().entities(7, EntityKind.ISSUE, List.of(1L, 2L, 3L))).containsOnlyKeys(1L, 3L);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void theProjectsOfAGroupAreReadToAProvenEnd() {
		server.stubFor(get(urlPathEqualTo("/api/v4/groups/g/projects")).withQueryParam("page", absent())
			.willReturn(rows(1, 100).withHeader("X-Next-Page", "\"2\"")));
		server.stubFor(get(urlPathEqualTo("/api/v4/groups/g/projects")).withQueryParam("page", equalTo("2"))
			.willReturn(rows(101, 120)));
		server.stubFor(get(urlPathEqualTo("/api/v4/groups/g/projects")).withQueryParam("page", equalTo("3"))
			.willReturn(okJson("[]")));
		assertThat(this.test.create().groupProjects("g", false).items()).hasSize(120);
	}

	@Test
	void asksForTheLargestPage() {
		page(1, rows(1, 1).withHeader("X-Next-Page", ""));
		read();
		server.verify(1, getRequestedFor(urlPathEqualTo(PATH)).withQueryParam("per_page", equalTo("100")));
	}

	@Test
	void asksForSmallerPagesOnRequest() {
		server.stubFor(get(urlPathEqualTo(PATH)).withQueryParam("per_page", equalTo("20"))
			.withQueryParam("page", absent())
			.willReturn(rows(1, 20)));
		server.stubFor(get(urlPathEqualTo(PATH)).withQueryParam("per_page", equalTo("20"))
			.withQueryParam("page", equalTo("2"))
			.willReturn(rows(21, 21).withHeader("X-Next-Page", "")));
		assertThat(this.test.create().children(7, EntityRef.issue(1), "discussions", 20).items()).hasSize(21);
	}

	@Test
	void shortAndEmptyPagesInTheMiddleAreNotTheEnd() {
		page(1, rows(1, 3).withHeader("X-Next-Page", "2"));
		page(2, okJson("[]").withHeader("X-Next-Page", "3"));
		page(3, okJson("[]").withHeader("X-Next-Page", "4"));
		page(4, rows(4, 4).withHeader("X-Next-Page", ""));
		assertThat(ids(read())).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void aFullPageWithoutNextIsTheEnd() {
		page(1, rows(1, 100).withHeader("X-Next-Page", ""));
		assertThat(read().items()).hasSize(100);
		assertThat(requests()).isOne();
	}

	@Test
	void totalsDoNotDecide() {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2")
			.withHeader("X-Total", "1")
			.withHeader("X-Total-Pages", "1"));
		page(2, rows(101, 101).withHeader("X-Next-Page", "").withHeader("X-Total", "1"));
		assertThat(read().items()).hasSize(101);
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "many", "-1", "99999999999999999999999" })
	void totalsNobodyUnderstandsAreIgnored(String total) {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2").withHeader("X-Total", total));
		page(2, rows(101, 101).withHeader("X-Next-Page", "").withHeader("X-Total", "101"));
		assertThat(read().items()).hasSize(101);
		assertThat(requests()).isEqualTo(2);
	}

	@Test
	void followsALinkWhereThereIsNothingElse() {
		page(1, rows(1, 100).withHeader("Link", link(server.baseUrl(), 2, "next") + ", "
				+ link(server.baseUrl(), 1, "first") + ", " + link(server.baseUrl(), 9, "last")));
		page(2, rows(101, 200).withHeader("Link", link(server.baseUrl(), 1, "prev") + ", "
				+ link(server.baseUrl(), 3, "next") + ", " + link(server.baseUrl(), 1, "first")));
		page(3, rows(201, 201).withHeader("Link", link(server.baseUrl(), 2, "prev") + ", "
				+ link(server.baseUrl(), 1, "first") + ", " + link(server.baseUrl(), 3, "last")));
		page(4, okJson("[]"));
		assertThat(read().items()).hasSize(201);
		assertThat(requests()).as("no next link is no proof").isEqualTo(4);
	}

	@Test
	void followsLinksInSeveralHeaders() {
		page(1, rows(1, 100).withHeader("Link", link(server.baseUrl(), 1, "first"), link(server.baseUrl(), 2, "next")));
		page(2, rows(101, 101).withHeader("Link", link(server.baseUrl(), 1, "first")));
		page(3, okJson("[]"));
		assertThat(read().items()).hasSize(101);
	}

	@Test
	void aLinkToAnotherHostNeverGetsARequest() {
		// given
		otherServer.stubFor(get(anyUrl()).willReturn(rows(900, 901)));
		page(1, rows(1, 100).withHeader("Link", link(otherServer.baseUrl(), 2, "next")));
		page(2, rows(101, 101).withHeader("Link", link(otherServer.baseUrl(), 1, "first")));
		page(3, okJson("[]"));

		// when
		Listing listing = read();

		// then
		assertThat(otherServer.getAllServeEvents()).isEmpty();
		assertThat(ids(listing)).hasSize(101).doesNotContain(900L);
	}

	@Test
	void withoutPagingHeadersNeitherAFullNorAShortPageIsTheEnd() {
		page(1, rows(1, 100));
		page(2, rows(101, 150));
		page(3, rows(151, 250));
		page(4, okJson("[]"));
		assertThat(read().items()).hasSize(250);
		assertThat(requests()).isEqualTo(4);
	}

	@Test
	void withoutPagingHeadersAnEmptyPageIsTheEnd() {
		page(1, rows(1, 100));
		page(2, okJson("[]"));
		assertThat(read().items()).hasSize(100);
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "2" })
	void aNextPageThatIsNotLaterIsAnErrorNotALoop(String next) {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2"));
		page(2, rows(101, 200).withHeader("X-Next-Page", next));
		GitLabException failure = catchThrowableOfType(GitLabException.class, this::read);
		assertThat(failure.kind()).isEqualTo(Kind.ENDLESS);
		assertThat(failure).hasMessageContaining("do not end");
		assertThat(requests()).isEqualTo(2);
	}

	@Test
	void aServerThatIgnoresThePageDoesNotKeepUsForEver() {
		// given a proxy that strips every paging header and a server that answers the
		// same
		server.stubFor(get(anyUrl()).willReturn(rows(1, 100)));

		// when
		GitLabException failure = catchThrowableOfType(GitLabException.class, this::read);

		// then
		assertThat(failure).hasMessageContaining("do not end");
		assertThat(requests()).isLessThanOrEqualTo(3);
	}

	@Test
	void rowsThatMovedToALaterPageCountOnce() {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2"));
		page(2, rows(99, 150).withHeader("X-Next-Page", ""));
		assertThat(ids(read())).containsExactlyElementsOf(LongStream.rangeClosed(1, 150).boxed().toList());
	}

	@Test
	void theLaterReadingOfARowThatMovedIsKept() {
		page(1, okJson("[{\"id\":\"a\",\"v\":1}]").withHeader("X-Next-Page", "2"));
		page(2, okJson("[{\"id\":\"a\",\"v\":2}]").withHeader("X-Next-Page", ""));
		assertThat(read().items()).singleElement().satisfies((row) -> assertThat(row.number("v")).isEqualTo(2));
	}

	@Test
	void rowsWithoutAnIdAreAllKept() {
		page(1, okJson("[{\"new_path\":\"a\"},{\"new_path\":\"a\"}]").withHeader("X-Next-Page", "2"));
		page(2, okJson("[{\"new_path\":\"a\"}]").withHeader("X-Next-Page", ""));
		assertThat(read().items()).hasSize(3);
	}

	@Test
	void readsAgainWhenTheTotalChangesWhileReading() {
		// given a row of the first page that is deleted before the second is read
		stubInOrder(rows(1, 100).withHeader("X-Next-Page", "2").withHeader("X-Total", "102"),
				rows(102, 102).withHeader("X-Next-Page", "").withHeader("X-Total", "101"),
				rows(2, 101).withHeader("X-Next-Page", "2").withHeader("X-Total", "101"),
				rows(102, 102).withHeader("X-Next-Page", "").withHeader("X-Total", "101"));

		// when
		Listing listing = read();

		// then
		assertThat(ids(listing)).containsExactlyElementsOf(LongStream.rangeClosed(2, 102).boxed().toList());
		assertThat(listing.pages()).isEqualTo(4);
	}

	@Test
	void readingAgainIsBounded() {
		page(1, rows(1, 100).withHeader("X-Next-Page", "2").withHeader("X-Total", "102"));
		page(2, rows(101, 102).withHeader("X-Next-Page", "").withHeader("X-Total", "101"));
		assertThat(read().items()).hasSize(102);
		assertThat(requests()).isEqualTo(6);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "[null]", "[\"text\"]", "[[]]" })
	void elementsThatAreNoObjectsAreTransformErrors(String body) {
		page(1, okJson(body).withHeader("X-Next-Page", ""));
		assertThatExceptionOfType(TransformException.class).isThrownBy(this::read)
			.withMessageContaining("issue #1: discussions");
	}

	@Test
	void countsWithOneRequest() {
		assertThat(count(rows(1, 1).withHeader("X-Total", "1234").withHeader("X-Next-Page", "2")))
			.isEqualTo(new EntityCount(1234, false));
		assertThat(server.getAllServeEvents()).hasSize(1);
	}

	@Test
	void gitLabDoesNotCountLongLists() {
		assertThat(count(rows(1, 1).withHeader("X-Page", "1").withHeader("X-Next-Page", "2")))
			.isEqualTo(new EntityCount(10_000, true));
	}

	@Test
	void whereNumbersAreKeptBackThereAreAsManyAsCanBeSeen() {
		assertThat(count(rows(1, 1))).isEqualTo(new EntityCount(1, true));
		assertThat(count(okJson("[]"))).isEqualTo(new EntityCount(0, false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "250, 17", "many" })
	void aTotalThatCannotBeReadIsNotAListTooLongToCount(String total) {
		assertThat(
				count(rows(1, 1).withHeader("X-Page", "1").withHeader("X-Next-Page", "2").withHeader("X-Total", total)))
			.isEqualTo(new EntityCount(1, true));
	}

	@Test
	void aTotalThatAProxyDoubledIsRead() {
		assertThat(count(rows(1, 1).withHeader("X-Total", "1234, 1234").withHeader("X-Next-Page", "2, 2")))
			.isEqualTo(new EntityCount(1234, false));
	}

	private EntityCount count(ResponseDefinitionBuilder response) {
		server.stubFor(get(urlPathEqualTo("/api/v4/projects/7/issues")).willReturn(response));
		return this.test.create().count(7, EntityKind.ISSUE);
	}

	@Test
	void anEmptyListIsEmpty() {
		page(1, okJson("[]").withHeader("X-Next-Page", "").withHeader("X-Total", "0"));
		assertThat(read().items()).isEmpty();
	}

	private Listing read() {
		return this.test.create().children(7, EntityRef.issue(1), "discussions");
	}

	private static void page(int number, ResponseDefinitionBuilder response) {
		MappingBuilder mapping = get(urlPathEqualTo(PATH))
			.withQueryParam("page", (number == 1) ? absent() : equalTo(String.valueOf(number)))
			.withQueryParam("cursor", absent());
		server.stubFor(mapping.willReturn(response));
	}

	/**
	 * 250 rows in pages of a hundred, and an empty page behind them.
	 */
	private static void pages(IntFunction<String[]> headers) {
		for (int number = 1; number <= 4; number++) {
			ResponseDefinitionBuilder response = (number < 4) ? rows(100L * number - 99, Math.min(100L * number, 250))
					: okJson("[]");
			String[] pairs = headers.apply(number);
			for (int index = 0; index < pairs.length; index += 2) {
				response.withHeader(pairs[index], pairs[index + 1]);
			}
			page(number, response);
		}
	}

	private static void cursor(String cursor, ResponseDefinitionBuilder response) {
		server.stubFor(get(urlPathEqualTo(PATH)).withQueryParam("cursor", equalTo(cursor)).willReturn(response));
	}

	private static void stubInOrder(ResponseDefinitionBuilder... responses) {
		for (int index = 0; index < responses.length; index++) {
			server.stubFor(get(urlPathEqualTo(PATH)).inScenario("order")
				.whenScenarioStateIs((index == 0) ? "Started" : "after " + index)
				.willReturn(responses[index])
				.willSetStateTo("after " + (index + 1)));
		}
	}

	private static ResponseDefinitionBuilder rows(long first, long last) {
		return okJson(LongStream.rangeClosed(first, last)
			.mapToObj((id) -> "{\"id\":" + id + "}")
			.collect(Collectors.joining(",", "[", "]")));
	}

	private static String link(String baseUrl, int page, String rel) {
		return "<%s/api/v4/projects/7/issues/1/discussions?id=7&noteable_id=1&page=%d&per_page=100>; rel=\"%s\""
			.formatted(baseUrl, page, rel);
	}

	private static List<Long> ids(Listing listing) {
		return listing.items().stream().map((row) -> row.id("id")).toList();
	}

	private static int requests() {
		return server.findAll(getRequestedFor(anyUrl())).size();
	}

}
