package dev.lorebatch.faults;

import java.io.IOException;

/**
 * What a server, or something before it, can do instead of answering a request.
 */
enum Fault {

	REQUEST_TIMEOUT("408", json(408, "408 Request Timeout")),

	CONFLICT("409", json(409, "409 Conflict: Resource lock")),

	THROTTLED("429 without `Retry-After`",
			json(429, "This endpoint has been requested too many times. Try again later.")),

	THROTTLED_SECONDS("429, `Retry-After: 3`", (wire) -> wire.send(throttled("3"))),

	THROTTLED_DATE("429, `Retry-After` as a date 3 s ahead", (wire) -> wire.send(throttled(wire.dateIn(3)))),

	THROTTLED_ABSURD("429, `Retry-After: 99999999999`", (wire) -> wire.send(throttled("99999999999"))),

	THROTTLED_NONSENSE("429, `Retry-After: soon`", (wire) -> wire.send(throttled("soon"))),

	INTERNAL_ERROR("500", json(500, "500 Internal Server Error")),

	BAD_GATEWAY("502, HTML body", (wire) -> wire.send(Reply.of(502, "text/html", "<html>502 Bad Gateway</html>"))),

	UNAVAILABLE("503", json(503, "503 Service Unavailable")),

	UNAVAILABLE_SECONDS("503, `Retry-After: 3`",
			(wire) -> wire.send(message(503, "503 Service Unavailable").with("Retry-After", "3"))),

	GATEWAY_TIMEOUT("504", (wire) -> wire.send(Reply.of(504, "text/html", "<html>504 Gateway Timeout</html>"))),

	/** Its connections never come to the server: {@link Refusals}. */
	REFUSED("connection refused", Wire::close),

	RESET("connection reset", Wire::reset),

	CLOSED("closed without an answer", Wire::close),

	SLOW("body that trickles", Wire::trickle),

	SILENT("hang, no answer ever", Wire::hang),

	TRUNCATED("body shorter than its `Content-Length`", Wire::truncate),

	CUT_JSON("invalid JSON", Wire::cutJson),

	PAGE("200 with an HTML page",
			(wire) -> wire.send(Reply.of(200, "text/html", "<!DOCTYPE html><html>Sign in</html>"))),

	EMPTY("200 with an empty body", (wire) -> wire.send(Reply.of(200, Reply.JSON, ""))),

	OTHER_SHAPE("200 with JSON that is neither list nor object",
			(wire) -> wire.send(Reply.of(200, Reply.JSON, "\"ok\""))),

	TEXT_AS_JSON("200 with text as `application/json`",
			(wire) -> wire.send(Reply.of(200, Reply.JSON, "Retry later\n"))),

	JSON_AS_TEXT("200 with the JSON as `text/plain`",
			(wire) -> wire.send(wire.real().with("Content-Type", "text/plain"))),

	UNAUTHORIZED("401", json(401, "401 Unauthorized")),

	FORBIDDEN("403", json(403, "403 Forbidden")),

	NOT_FOUND("404", json(404, "404 Not found")),

	NO_ROUTE("404, endpoint unknown to the server",
			(wire) -> wire.send(Reply.of(404, Reply.JSON, "{\"error\":\"404 Not Found\"}"))),

	GONE("410", json(410, "410 Gone")),

	REDIRECT_LOOP("redirect loop", (wire) -> wire.redirect(wire.marked(FaultProxy.LOOP))),

	REDIRECT_ELSEWHERE("redirect to another server", (wire) -> wire.redirect(wire.elsewhere() + wire.request())),

	REDIRECT_MOVED("redirect within the server", (wire) -> wire.redirect(wire.marked(FaultProxy.MOVED)));

	private final String label;

	private final Misbehaviour misbehaviour;

	Fault(String label, Misbehaviour misbehaviour) {
		this.label = label;
		this.misbehaviour = misbehaviour;
	}

	String label() {
		return this.label;
	}

	/**
	 * Whether only a time-out of the client ends it.
	 */
	boolean isTimed() {
		return this == SLOW || this == SILENT;
	}

	/**
	 * Whether the server asks for a wait.
	 */
	boolean asksForWait() {
		return this == THROTTLED_SECONDS || this == THROTTLED_DATE || this == THROTTLED_ABSURD
				|| this == UNAVAILABLE_SECONDS;
	}

	void happen(Wire wire) throws IOException {
		this.misbehaviour.happen(wire);
	}

	private static Misbehaviour json(int status, String message) {
		return (wire) -> wire.send(message(status, message));
	}

	private static Reply message(int status, String message) {
		return Reply.of(status, Reply.JSON, "{\"message\":\"%s\"}".formatted(message));
	}

	private static Reply throttled(String retryAfter) {
		return Reply.of(429, "text/plain", "Retry later\n").with("Retry-After", retryAfter);
	}

	/**
	 * Does it on the wire.
	 */
	@FunctionalInterface
	interface Misbehaviour {

		void happen(Wire wire) throws IOException;

	}

}
