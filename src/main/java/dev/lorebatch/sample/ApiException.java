package dev.lorebatch.sample;

import java.io.Serial;
import java.util.Map;

import tools.jackson.databind.node.ObjectNode;

/**
 * Thrown when a request gets an error for an answer.
 */
final class ApiException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient Reply reply;

	private ApiException(int status, ObjectNode body, Map<String, String> headers) {
		super(status + " " + body, null, false, false);
		this.reply = new Reply(status, body, headers);
	}

	Reply reply() {
		return this.reply;
	}

	static ApiException message(int status, String message) {
		return new ApiException(status, Json.object("message", message), Map.of());
	}

	static ApiException error(int status, String error) {
		return new ApiException(status, Json.object("error", error), Map.of());
	}

	static ApiException badParameter(String name, String problem) {
		return error(400, name + " " + problem);
	}

	static ApiException notFound() {
		return message(404, "404 Not found");
	}

	static ApiException unauthorized() {
		return message(401, "401 Unauthorized");
	}

	static ApiException invalidToken(String description) {
		return new ApiException(401, Json.object("error", "invalid_token").put("error_description", description),
				Map.of());
	}

	static ApiException insufficientScope(String scope) {
		ObjectNode body = Json.object("error", "insufficient_scope")
			.put("error_description", "The request requires higher privileges than provided by the access token.")
			.put("scope", scope);
		return new ApiException(403, body, Map.of());
	}

	static ApiException moved(String location) {
		return new ApiException(301, Json.object("message", "This resource has been moved permanently to " + location),
				Map.of("Location", location));
	}

}
