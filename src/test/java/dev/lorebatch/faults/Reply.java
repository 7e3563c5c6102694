package dev.lorebatch.faults;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer as it goes over the wire.
 */
record Reply(int status, Map<String, String> headers, byte[] body) {

	static final String JSON = "application/json";

	static Reply of(int status, String type, String body) {
		return new Reply(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
	}

	Reply with(String name, String value) {
		Map<String, String> extended = new LinkedHashMap<>(this.headers);
		extended.put(name, value);
		return new Reply(this.status, extended, this.body);
	}

	Reply withBody(byte[] other) {
		return new Reply(this.status, this.headers, other);
	}

	byte[] head() {
		StringBuilder head = new StringBuilder("HTTP/1.1 %d Answer\r\n".formatted(this.status));
		this.headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		head.append("Content-Length: ").append(this.body.length).append("\r\n\r\n");
		return head.toString().getBytes(StandardCharsets.US_ASCII);
	}

}
