package dev.lorebatch.http;

/**
 * An answer that arrived whole.
 */
public final class HttpAnswer {

	private final int status;

	private final AnswerHeaders headers;

	private final byte[] body;

	HttpAnswer(int status, AnswerHeaders headers, byte[] body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	public int status() {
		return this.status;
	}

	public AnswerHeaders headers() {
		return this.headers;
	}

	/**
	 * As it was sent: it may be compressed. Not a copy.
	 */
	public byte[] body() {
		return this.body;
	}

}
