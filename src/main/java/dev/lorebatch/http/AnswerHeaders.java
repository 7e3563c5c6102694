package dev.lorebatch.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MessageHeaders;

/**
 * The headers of an answer; how a name is spelled does not matter.
 */
public final class AnswerHeaders {

	private final MessageHeaders headers;

	AnswerHeaders(MessageHeaders headers) {
		this.headers = headers;
	}

	public Optional<String> firstValue(String name) {
		return Optional.ofNullable(this.headers.getFirstHeader(name)).map(Header::getValue);
	}

	/**
	 * Of all headers with this name, in their order.
	 */
	public List<String> allValues(String name) {
		return Stream.of(this.headers.getHeaders(name)).map(Header::getValue).toList();
	}

}
