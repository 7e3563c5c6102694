package dev.lorebatch.gitlab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.util.unit.DataSize;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.HostileServer.Request;
import dev.lorebatch.http.HttpLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for servers that loop, flood and lie: each ends within the bounds of
 * {@code docs/reference/bounds.md}, in requests and in bytes.
 */
@Timeout(120)
class HostileServersIntegrationTests {

	private static final int ATTEMPTS = 3;

	/** A list that is too large is asked for with smaller pages. */
	private static final int PAGE_SIZES = 4;

	private static final int LARGEST = 1 << 20;

	/** What the sockets of both sides may hold that nobody reads. */
	private static final long UNREAD = 32 << 20;

	@ParameterizedTest
	@EnumSource
	void endsWithinItsBounds(Hostile hostile) throws IOException {
		try (HostileServer server = new HostileServer(hostile.answer)) {
			// given
			boolean slow = hostile.kind == Kind.TIMEOUT;
			TestClient test = new TestClient(server.url()).maxAttempts(ATTEMPTS)
				.maxResponseSize(DataSize.ofBytes(hostile.largest))
				.readTimeout(slow ? Duration.ofMillis(700) : Duration.ofSeconds(60))
				.requestTimeout(slow ? Duration.ofMillis(900) : Duration.ofSeconds(60));
			GitLabClient client = test.create();

			// when
			GitLabException failure = catchThrowableOfType(GitLabException.class, () -> hostile.call.accept(client));

			// then
			assertThat((failure != null) ? failure.kind() : null)
				.as("%s, because of %s", failure, (failure != null) ? failure.getCause() : null)
				.isEqualTo(hostile.kind);
			assertThat(server.requests.get()).isBetween(1, hostile.requests);
			assertThat(server.bytes.get()).isLessThanOrEqualTo((long) hostile.requests * hostile.largest + UNREAD);
			if (failure != null) {
				assertThat(failure.getMessage()).hasSizeLessThan(500).hasLineCount(1);
				assertThat(failure.suggestion() != null || failure.kind() == Kind.NOT_FOUND).isTrue();
			}
		}
	}

	@Test
	void thereAreFortyOfThemAtLeast() {
		assertThat(Hostile.values()).hasSizeGreaterThanOrEqualTo(40);
	}

	private static void one(GitLabClient client) {
		client.entity(7, EntityRef.issue(1));
	}

	private static void list(GitLabClient client) {
		client.children(7, EntityRef.issue(1), "discussions");
	}

	private static void issues(GitLabClient client) {
		client.eachEntity(7, EntityKind.ISSUE, LongStream.rangeClosed(1, 100).boxed().toList());
	}

	private static void listing(GitLabClient client) {
		client.listing(7, EntityKind.ISSUE, ListingPosition.start(null));
	}

	private static void project(GitLabClient client) {
		client.project("a/b");
	}

	private static int page(Request request) {
		java.util.regex.Matcher page = java.util.regex.Pattern.compile("[?&]page=(\\d+)").matcher(request.target());
		return page.find() ? Integer.parseInt(page.group(1)) : 1;
	}

	private static String rows(long first, int count) {
		return IntStream.range(0, count)
			.mapToObj((index) -> "{\"id\":%d}".formatted(first + index))
			.collect(Collectors.joining(",", "[", "]"));
	}

	private static byte[] encoded(String coding, byte[] content, int times) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = coding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
			for (int written = 0; written < times; written++) {
				out.write(content);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static byte[] megabyte() {
		return " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The head of gzip with a comment that is never the end.
	 */
	private static byte[] endlessComment() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(new byte[] { 0x1f, (byte) 0x8b, 8, 16, 0, 0, 0, 0, 0, 0 });
		bytes.writeBytes("x".repeat(64 << 20).getBytes(StandardCharsets.US_ASCII));
		return bytes.toByteArray();
	}

	/**
	 * A server, what is asked of it, and the bounds.
	 */
	enum Hostile {

		// Loops

		LIST_WITH_THE_SAME_PAGE_UNDER_EVERY_NUMBER(Kind.ENDLESS, AnswerLimits.IDLE_PAGES + 1,
				HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (page(request) + 1) + "\n", rows(1, 100))),

		LIST_WHOSE_PAGE_IS_ITS_OWN_NEXT_ONE(Kind.ENDLESS, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: 1\n", rows(1, 100))),

		LIST_WHOSE_SECOND_PAGE_POINTS_BACK(Kind.ENDLESS, 2, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (3 - page(request)) + "\n",
						rows(request.number() * 100L, 100))),

		LIST_WITH_ONE_CURSOR_FOR_EVER(Kind.ENDLESS, 2, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: </api/v4/discussions?cursor=a>; rel=\"next\"\n",
						rows(request.number() * 100L, 100))),

		LIST_WITH_CURSORS_IN_A_CIRCLE(Kind.ENDLESS, 4, HostileServersIntegrationTests::list,
				(request) -> request.json(
						"Link: </api/v4/discussions?cursor=c%d>; rel=\"next\"\n".formatted(request.number() % 3),
						rows(request.number() * 100L, 100))),

		LIST_WITH_NEW_CURSORS_AND_OLD_ROWS(Kind.ENDLESS, AnswerLimits.IDLE_PAGES + 1,
				HostileServersIntegrationTests::list,
				(request) -> request.json(
						"Link: </api/v4/discussions?cursor=c%d>; rel=\"next\"\n".formatted(request.number()),
						rows(1, 100))),

		LIST_WITH_EMPTY_PAGES_AND_NO_END(Kind.ENDLESS, AnswerLimits.IDLE_PAGES, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (page(request) + 1) + "\n", "[]")),

		LIST_WITH_NEW_ROWS_FOR_EVER(Kind.ENDLESS, AnswerLimits.PAGES, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (page(request) + 1) + "\n", rows(page(request) * 100L, 1))),

		LIST_WITH_NEW_ROWS_FOR_EVER_AND_NO_HEADERS(Kind.ENDLESS, AnswerLimits.PAGES,
				HostileServersIntegrationTests::list, (request) -> request.json("", rows(page(request) * 100L, 100))),

		LIST_WITH_NEW_ROWS_WITHOUT_IDS_FOR_EVER(Kind.ENDLESS, AnswerLimits.PAGES, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (page(request) + 1) + "\n", "[{}]")),

		LIST_WITH_ONE_FULL_PAGE_AND_NO_HEADERS(Kind.ENDLESS, 2, HostileServersIntegrationTests::list,
				(request) -> request.json("", rows(1, 100))),

		LIST_WHOSE_TOTAL_NEVER_STANDS_STILL(null, 2 * AnswerLimits.READINGS, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Total: %d\nX-Page: %d\nX-Next-Page: %s\n".formatted(request.number() + 100,
						page(request), (page(request) == 1) ? "2" : ""), rows(page(request) * 100L, 100))),

		LIST_OF_LARGE_PAGES_FOR_EVER(Kind.ENDLESS, AnswerLimits.LIST_FACTOR * 2, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: " + (page(request) + 1) + "\n",
						"[{\"id\":%d,\"body\":\"%s\"}]".formatted(request.number(), "x".repeat(900_000)))),

		LIST_OF_ISSUES_THAT_IS_A_BOMB(Kind.TOO_LARGE, 300, HostileServersIntegrationTests::issues,
				(request) -> request.body("Content-Encoding: gzip\n", encoded("gzip", megabyte(), 2))),

		LISTING_OF_A_PROJECT_THAT_IS_A_BOMB(Kind.TOO_LARGE, 20, HostileServersIntegrationTests::listing,
				(request) -> request.body("Content-Encoding: gzip\n", encoded("gzip", megabyte(), 2))),

		LIST_WHOSE_NEXT_PAGE_IS_FAR_AWAY(Kind.ENDLESS, 2, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Next-Page: 999999999\n", rows(request.number() * 100L, 100))),

		REDIRECT_TO_ITSELF(Kind.REDIRECTED, AnswerLimits.REDIRECTS + 1, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 301 Moved\nConnection: close\nLocation: %s\nContent-Length: 0\n\n"
					.formatted(request.target()))),

		REDIRECT_TO_ANOTHER_PATH_EACH_TIME(Kind.REDIRECTED, AnswerLimits.REDIRECTS + 1,
				HostileServersIntegrationTests::one,
				(request) -> request
					.send("HTTP/1.1 302 Found\nConnection: close\nLocation: /api/v4/%d\nContent-Length: 0\n\n"
						.formatted(request.number()))),

		REDIRECT_WITH_A_LONG_ADDRESS(Kind.REDIRECTED, AnswerLimits.REDIRECTS + 1, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 302 Found\nConnection: close\nLocation: /%s\nContent-Length: 0\n\n"
					.formatted("x".repeat(200_000)))),

		TOKEN_THAT_NO_HEADER_HELPS(Kind.AUTHENTICATION, 2, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 401 No\nConnection: close\nContent-Length: 0\n\n")),

		LIMIT_THAT_IS_NEVER_LIFTED(Kind.RATE_LIMITED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.send(
						"HTTP/1.1 429 No\nRetry-After: 99999999999999999999\nConnection: close\nContent-Length: 0\n\n")),

		OUTAGE_THAT_NEVER_ENDS(Kind.SERVER, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 503 No\nConnection: close\nContent-Length: 0\n\n")),

		ANSWERS_ABOUT_ANOTHER_PROJECT(Kind.FOREIGN, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"project_id\":8,\"iid\":1}")),

		// Floods

		LINK_HEADER_OF_A_MEGABYTE(Kind.TOO_LARGE, PAGE_SIZES, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: " + "<a>; rel=x, ".repeat(90_000) + "\n", "[]")),

		LINK_HEADER_WITH_THOUSANDS_OF_LINKS(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: " + "<a?page=2>;a=\"<\", ".repeat(13_000) + "\n", "[]")),

		LINK_HEADER_THAT_ONLY_BEGINS_LINKS(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: " + "<".repeat(HttpLimits.HEADER - 100) + "\n", "[]")),

		LINK_HEADER_WITH_PARAMETERS_ONLY(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: <a>" + ";a".repeat(130_000) + "\n", "[]")),

		LINK_HEADER_WITH_A_QUOTE_THAT_DOES_NOT_CLOSE(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: <a>; rel=\"" + "\\\"".repeat(130_000) + "\n", "[]")),

		LINK_HEADER_WITH_ONE_LONG_QUERY(null, 2, HostileServersIntegrationTests::list,
				(request) -> request.json("Link: <discussions?" + "page=&".repeat(40_000) + ">; rel=next\n", "[]")),

		MANY_LARGE_LINK_HEADERS(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json(("Link: " + "<a>,".repeat(60_000) + "\n").repeat(HttpLimits.HEADERS - 5),
						"[]"),
				64 << 20),

		PAGING_HEADERS_WITH_THOUSANDS_OF_NUMBERS(null, 2, HostileServersIntegrationTests::list,
				(request) -> request
					.json("X-Next-Page: " + "1,2,".repeat(60_000) + "\nX-Total: " + "1".repeat(200_000) + "\n", "[]")),

		TEN_THOUSAND_HEADERS(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("X-A: b\n".repeat(10_000), "{}")),

		HEADER_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nX-A: ");
			request.endlessly("x");
		}),

		HEADERS_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\n");
			request.endlessly("X-A: b\r\n");
		}),

		STATUS_LINE_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 ");
			request.endlessly("O");
		}),

		BODY_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\n\n");
			request.endlessly(" ");
		}),

		CHUNKS_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n");
			request.endlessly("1\r\n \r\n");
		}),

		CHUNK_EXTENSION_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;");
			request.endlessly("x");
		}),

		TRAILERS_WITHOUT_AN_END(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\n{}\n0\n");
			request.endlessly("X-A: b\r\n");
		}),

		ERROR_OF_A_MEGABYTE(Kind.NOT_FOUND, 1, HostileServersIntegrationTests::one,
				(request) -> request
					.send("HTTP/1.1 404 No\nConnection: close\n\n{\"message\":\"" + "  ".repeat(450_000) + "\"}")),

		// Time

		INTERIM_ANSWERS_WITHOUT_AN_END(Kind.TIMEOUT, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.drip("HTTP/1.1 100 Continue\r\n\r\n")),

		HEADERS_THAT_DRIP(Kind.TIMEOUT, ATTEMPTS, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nX-A: ");
			request.drip("x");
		}),

		BODY_THAT_DRIPS(Kind.TIMEOUT, ATTEMPTS, HostileServersIntegrationTests::one, (request) -> {
			request.send("HTTP/1.1 200 OK\nContent-Length: 1000000\n\n");
			request.drip(" ");
		}),

		SILENCE(Kind.TIMEOUT, ATTEMPTS, HostileServersIntegrationTests::one, Request::hang),

		// Bombs

		GZIP_BOMB(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.body("Content-Encoding: gzip\n", encoded("gzip", megabyte(), 256))),

		DEFLATE_BOMB(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.body("Content-Encoding: deflate\n", encoded("deflate", megabyte(), 256))),

		GZIP_BOMB_WITHIN_GZIP(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.body("Content-Encoding: gzip, gzip\n",
						encoded("gzip", encoded("gzip", megabyte(), 256), 1))),

		GZIP_BOMB_THAT_NOBODY_ANNOUNCED(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.body("", encoded("gzip", megabyte(), 256))),

		GZIP_WITH_A_COMMENT_OF_64_MEGABYTES(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.body("Content-Encoding: gzip, gzip\n", encoded("gzip", endlessComment(), 1))),

		ARRAYS_WITHIN_ARRAYS(Kind.TOO_LARGE, PAGE_SIZES, HostileServersIntegrationTests::list,
				(request) -> request.json("", "[".repeat(200_000))),

		OBJECTS_WITHIN_OBJECTS(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"a\":".repeat(100_000))),

		TITLE_OF_60_MEGABYTES(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"iid\":1,\"title\":\"" + "x".repeat(60_000_000) + "\"}"), 64 << 20),

		NUMBER_OF_A_HUNDRED_THOUSAND_DIGITS(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"iid\":" + "1".repeat(100_000) + "}")),

		NUMBER_WITH_A_HUGE_EXPONENT(null, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"iid\":1e999999999,\"project_id\":-1e-999999999}")),

		NAME_OF_A_HUNDRED_THOUSAND_LETTERS(Kind.TOO_LARGE, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("", "{\"" + "x".repeat(100_000) + "\":1}")),

		MILLIONS_OF_EMPTY_ROWS(Kind.TOO_LARGE, PAGE_SIZES, HostileServersIntegrationTests::list,
				(request) -> request.json("", "[" + "[],".repeat(2_500_000) + "[]]"), 16 << 20),

		// Lies

		LENGTH_THAT_IS_TOO_LARGE(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 1000\n\n{\"iid\":1}")),

		LENGTH_THAT_IS_TOO_SMALL(Kind.INVALID_JSON, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 5\n\n{\"iid\":1}")),

		LENGTH_BELOW_NOTHING(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: -5\n\n{\"iid\":1}")),

		LENGTH_BEYOND_ALL_NUMBERS(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request
					.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 99999999999999999999\n\n{\"iid\":1}")),

		TWO_LENGTHS(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request
					.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 9\nContent-Length: 99\n\n{\"iid\":1}")),

		CHUNK_BEYOND_ALL_NUMBERS(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one, (request) -> request
			.send("HTTP/1.1 200 OK\nConnection: close\nTransfer-Encoding: chunked\n\nffffffffffffffffff\n{\"iid\":1}\n0\n\n")),

		PLAIN_TEXT_THAT_CALLS_ITSELF_GZIP(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::one,
				(request) -> request.json("Content-Encoding: gzip\n", "{\"iid\":1}")),

		ENCODING_THAT_NOBODY_ASKED_FOR(Kind.ENCODED, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("Content-Encoding: br\n", "{\"iid\":1}")),

		A_HUNDRED_ENCODINGS(Kind.ENCODED, 1, HostileServersIntegrationTests::one,
				(request) -> request.json("Content-Encoding: " + "gzip, ".repeat(100) + "gzip\n", "{\"iid\":1}")),

		PAGE_THAT_CALLS_ITSELF_JSON(Kind.NOT_GITLAB, 2, HostileServersIntegrationTests::one,
				(request) -> request.json("Content-Type: application/json\n", "<html>Sign in</html>")),

		TOTAL_BEYOND_ALL_NUMBERS(null, 1, HostileServersIntegrationTests::list,
				(request) -> request.json("X-Total: 99999999999999999999\nX-Page: 1\nX-Next-Page:\n", rows(1, 1))),

		ANSWER_THAT_IS_NO_HTTP(Kind.TRUNCATED, ATTEMPTS, HostileServersIntegrationTests::project,
				(request) -> request.send("SSH-2.0-OpenSSH_9.6\n"));

		private final Kind kind;

		private final int requests;

		@SuppressWarnings("ImmutableEnumChecker")
		private final Consumer<GitLabClient> call;

		@SuppressWarnings("ImmutableEnumChecker")
		private final HostileServer.Answer answer;

		private final int largest;

		Hostile(Kind kind, int requests, Consumer<GitLabClient> call, HostileServer.Answer answer) {
			this(kind, requests, call, answer, LARGEST);
		}

		/**
		 * @param kind of the failure, {@code null} if there must be none
		 * @param requests how many there may be
		 * @param largest the setting of the largest answer
		 */
		Hostile(Kind kind, int requests, Consumer<GitLabClient> call, HostileServer.Answer answer, int largest) {
			this.kind = kind;
			this.requests = requests;
			this.call = call;
			this.answer = answer;
			this.largest = largest;
		}

	}

}
