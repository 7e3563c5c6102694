package dev.lorebatch.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

/**
 * Writes a reply with the headers every answer has, in one piece.
 */
final class ReplyWriter {

	/** Smaller bodies are not worth it. */
	private static final int GZIP_FROM = 512;

	private final RateLimit rateLimit;

	ReplyWriter(RateLimit rateLimit) {
		this.rateLimit = rateLimit;
	}

	/**
	 * Makes the answer and leaves it to be sent.
	 */
	Answer prepare(HttpExchange exchange, Reply reply) {
		byte[] body = Json.bytes(reply.body());
		String tag = "W/\"" + Digests.md5(body) + "\"";
		Headers headers = exchange.getResponseHeaders();
		addCommon(headers, tag);
		reply.headers().forEach(headers::set);
		if (reply.status() == 200 && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
			headers.remove("Content-Type");
			return () -> exchange.sendResponseHeaders(304, -1);
		}
		byte[] sent = acceptsGzip(exchange, body) ? gzip(headers, body) : body;
		return () -> send(exchange, reply.status(), sent);
	}

	private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
		boolean head = exchange.getRequestMethod().equals("HEAD");
		exchange.sendResponseHeaders(status, head ? -1 : body.length);
		if (!head) {
			try (OutputStream stream = exchange.getResponseBody()) {
				stream.write(body);
			}
		}
	}

	private void addCommon(Headers headers, String tag) {
		headers.set("Content-Type", "application/json");
		headers.set("Cache-Control", "max-age=0, private, must-revalidate");
		headers.set("Etag", tag);
		headers.set("Vary", "Origin, Accept-Encoding");
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("X-Request-Id", UUID.randomUUID().toString());
		headers.set("X-Runtime", "0.012345");
		this.rateLimit.next().forEach(headers::set);
	}

	private static boolean acceptsGzip(HttpExchange exchange, byte[] body) {
		String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
		return body.length >= GZIP_FROM && accepted != null && accepted.contains("gzip");
	}

	private static byte[] gzip(Headers headers, byte[] body) {
		headers.set("Content-Encoding", "gzip");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
		try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
			stream.write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * An answer that is ready.
	 */
	@FunctionalInterface
	interface Answer {

		void send() throws IOException;

	}

}
