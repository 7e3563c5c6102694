package dev.lorebatch.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a fault can do with the connection on which a request came.
 *
 * @param request the target of the request line
 * @param real what the sample GitLab answers
 * @param elsewhere another server
 * @param closed open as long as the server runs
 */
record Wire(Socket socket, String request, Reply real, URI elsewhere, Clock clock, CountDownLatch closed) {

	private static final int SLOWLY_MS = 50;

	void send(Reply reply) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(reply.head());
		out.write(reply.body());
		out.flush();
	}

	/**
	 * The connection ends with a TCP reset.
	 */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	void close() throws IOException {
		this.socket.close();
	}

	/**
	 * The connection stays open and silent.
	 */
	void hang() throws IOException {
		await(Long.MAX_VALUE);
	}

	/**
	 * A byte now and then, for ever.
	 */
	void trickle() throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(this.real.withBody(new byte[1_000_000]).head());
		while (this.closed.getCount() > 0) {
			out.write(' ');
			out.flush();
			await(SLOWLY_MS);
		}
	}

	/**
	 * Half the body under the length of the whole.
	 */
	void truncate() throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(this.real.head());
		out.write(half(this.real.body()));
		out.flush();
		this.socket.close();
	}

	/**
	 * Half the body under the length of the half.
	 */
	void cutJson() throws IOException {
		send(this.real.withBody(half(this.real.body())));
	}

	void redirect(String location) throws IOException {
		send(Reply.of(302, "text/html", "<html><body>You are being redirected.</body></html>")
			.with("Location", location));
	}

	/**
	 * The same resource with one parameter more.
	 */
	String marked(String parameter) {
		return this.request + (this.request.contains("?") ? "&" : "?") + parameter + "=1";
	}

	String dateIn(int seconds) {
		return DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)
			.withZone(ZoneOffset.UTC)
			.format(this.clock.instant().plusSeconds(seconds));
	}

	private static byte[] half(byte[] body) {
		return Arrays.copyOf(body, body.length / 2);
	}

	private void await(long millis) throws IOException {
		try {
			this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
