package dev.lorebatch.sample;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One request as it arrived, before it was answered.
 *
 * @param method the HTTP method
 * @param path the path, still percent-encoded
 * @param query the query, still percent-encoded, or null
 * @param at when it arrived
 * @param remotePort the port of the client, which tells connections apart
 */
public record SampleRequest(String method, String path, @Nullable String query, Instant at, int remotePort) {

	/**
	 * Returns path and query as they were on the request line.
	 */
	public String target() {
		return (this.query != null) ? this.path + "?" + this.query : this.path;
	}

}
