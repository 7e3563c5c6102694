package dev.lorebatch.sample;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * An answer before it is written.
 *
 * @param status the HTTP status
 * @param body the body
 * @param headers the headers beyond those of every answer
 */
record Reply(int status, JsonNode body, Map<String, String> headers) {

	static Reply ok(JsonNode body) {
		return new Reply(200, body, Map.of());
	}

	static Reply ok(JsonNode body, Map<String, String> headers) {
		return new Reply(200, body, headers);
	}

}
