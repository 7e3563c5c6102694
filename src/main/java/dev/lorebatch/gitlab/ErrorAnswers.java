package dev.lorebatch.gitlab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * Turns an answer that is not a success into an exception. GitLab has four shapes of
 * error bodies ({@code message} as text or object, {@code error},
 * {@code error_description}), proxies have HTML; what is shown of them is bounded.
 */
class ErrorAnswers {

	private static final int SHOWN = 200;

	/** In bytes, to tell what a body is. */
	private static final int LOOKED_AT = 512;

	private static final String ENCODED_SLASH = "%2F";

	/** With which proxies refuse a path. */
	private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 405, 406);

	private final JsonMapper json;

	private final Clock clock;

	private final GitLabToken token;

	ErrorAnswers(JsonMapper json, Clock clock, GitLabToken token) {
		this.json = json;
		this.clock = clock;
		this.token = token;
	}

	GitLabException toException(GitLabResponse response, String label) {
		int status = response.status();
		JsonNode body = parse(response);
		String detail = (body != null) ? detail(body) : "";
		boolean routeMissing = status == 404 && body != null && body.has("error") && !body.has("message");
		Kind kind = kind(status);
		boolean absence = status == 404 && body != null && body.has("message") && !detail.contains("Project");
		boolean projectAbsence = status == 404 && body != null && body.has("message") && !absence;
		GitLabException failure = new GitLabException(kind, status, message(kind, status, label, detail),
				retryAfter(response), routeMissing, null)
			.asAbsence(absence, projectAbsence)
			.asRefusal(kind == Kind.FORBIDDEN && body != null);
		boolean pathRefused = label.contains(ENCODED_SLASH) && status < 500
				&& (routeMissing || (body == null && REFUSALS.contains(status)));
		return pathRefused ? pathRefused(failure, status, label, detail) : failure;
	}

	/**
	 * GitLab has a JSON answer for every path that it is asked for as it was sent. It
	 * knows no endpoint for one whose slashes were decoded on the way.
	 */
	private static GitLabException pathRefused(GitLabException failure, int status, String label, String detail) {
		boolean byGitLab = failure.routeMissing();
		return new GitLabException(failure.kind(), status, byGitLab
				? "%s: GitLab does not know the path (HTTP %d, %s): something before it seems to decode %%2F"
					.formatted(label, status, detail)
				: "%s: the answer is not GitLab's (HTTP %d without JSON): something before it seems to refuse %%2F in paths"
					.formatted(label, status),
				failure.retryAfter(), failure.routeMissing(), null)
			.asPathRefused()
			.suggesting(
					"use the numeric id that GitLab shows on the page of the project or group in place of its path, "
							+ "or have the proxy pass %2F on (Apache: AllowEncodedSlashes NoDecode; nginx: proxy_pass without a path)");
	}

	/**
	 * Something a server said, without the token.
	 */
	String mask(String text) {
		return this.token.mask(text);
	}

	private static Kind kind(int status) {
		return switch (status) {
			case 401 -> Kind.AUTHENTICATION;
			case 403 -> Kind.FORBIDDEN;
			case 404, 410 -> Kind.NOT_FOUND;
			case 429 -> Kind.RATE_LIMITED;
			case 408, 409 -> Kind.SERVER;
			default -> (status >= 500) ? Kind.SERVER : Kind.REFUSED;
		};
	}

	private static String message(Kind kind, int status, String label, String detail) {
		String answer = detail.isEmpty() ? "HTTP " + status : "HTTP " + status + ", " + detail;
		return switch (kind) {
			case AUTHENTICATION -> "GitLab did not accept the token (%s)".formatted(answer);
			case FORBIDDEN -> "the token may not read %s (%s)".formatted(label, answer);
			case NOT_FOUND -> "%s: not found or not visible to this token (%s)".formatted(label, answer);
			default -> "%s: GitLab answered %s".formatted(label, answer);
		};
	}

	private @Nullable JsonNode parse(GitLabResponse response) {
		try {
			byte[] start = response.body().start(AnswerLimits.ERROR + 1);
			JsonNode body = (start.length <= AnswerLimits.ERROR) ? this.json.readTree(start) : null;
			return (body != null && body.isObject()) ? body : null;
		}
		catch (JacksonException | GitLabException ex) {
			return null; // the status says enough
		}
	}

	private String detail(JsonNode body) {
		JsonNode description = body.get("error_description");
		JsonNode found = (description != null) ? description
				: (body.get("message") != null) ? body.get("message") : body.get("error");
		if (found == null) {
			return "";
		}
		String text = found.isString() ? found.asString() : found.toString();
		String line = mask(text).replaceAll("\\s+", " ").strip();
		return (line.length() > SHOWN) ? line.substring(0, SHOWN) + "…" : line;
	}

	/**
	 * Seconds or an HTTP date (RFC 9110, 10.2.3). A date counts from that of the answer;
	 * the local clock stands in for a server that tells no time.
	 */
	private @Nullable Duration retryAfter(GitLabResponse response) {
		String value = response.headers().firstValue("Retry-After").map(String::strip).orElse("");
		if (value.matches("[0-9]{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		Instant until = ServerTime.parse(value);
		if (until == null) {
			return value.matches("[0-9]{10,}") ? Duration.ofDays(1) : null;
		}
		Instant date = ServerTime.date(response.headers());
		Duration wait = Duration.between((date != null) ? date : this.clock.instant(), until);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

	/**
	 * Whether a body that is not JSON is a web page.
	 */
	static boolean isHtml(AnswerBody body) {
		String start = new String(body.start(LOOKED_AT), StandardCharsets.UTF_8).stripLeading()
			.toLowerCase(Locale.ROOT);
		return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<head")
				|| start.startsWith("<?xml") || start.startsWith("<!--");
	}

}
