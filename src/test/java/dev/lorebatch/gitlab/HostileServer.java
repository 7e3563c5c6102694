package dev.lorebatch.gitlab;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers each request as it is told, however wrong, and counts requests and bytes.
 */
class HostileServer implements AutoCloseable {

	final AtomicInteger requests = new AtomicInteger();

	/** Written, though not all of it need have been read. */
	final AtomicLong bytes = new AtomicLong();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ServerSocket server;

	private final Answer answer;

	HostileServer(Answer answer) {
		this.answer = answer;
		try {
			this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.executor.execute(this::accept);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				this.executor.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String first = reader.readLine();
			for (String line = first; line != null && !line.isEmpty();) {
				line = reader.readLine();
			}
			if (first != null) {
				OutputStream counting = new Counting(socket.getOutputStream());
				this.answer
					.write(new Request(first.split(" ")[1], this.requests.incrementAndGet(), counting, this.closed));
				counting.flush();
			}
		}
		catch (IOException ex) {
			// the client has hung up
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.executor.shutdownNow();
	}

	/**
	 * Counts what is written.
	 */
	private final class Counting extends FilterOutputStream {

		private Counting(OutputStream out) {
			super(out);
		}

		@Override
		public void write(int value) throws IOException {
			this.out.write(value);
			HostileServer.this.bytes.incrementAndGet();
		}

		@Override
		public void write(byte[] buffer, int offset, int length) throws IOException {
			this.out.write(buffer, offset, length);
			HostileServer.this.bytes.addAndGet(length);
		}

	}

	/**
	 * Writes the answer to one request.
	 */
	@FunctionalInterface
	interface Answer {

		void write(Request request) throws IOException;

	}

	/**
	 * A request and where its answer goes.
	 *
	 * @param number from 1
	 */
	record Request(String target, int number, OutputStream out, CountDownLatch closed) {

		void send(String text) throws IOException {
			this.out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
		}

		/**
		 * An answer as it should be, with these headers.
		 */
		void json(String headers, String body) throws IOException {
			body(headers, body.getBytes(StandardCharsets.UTF_8));
		}

		void body(String headers, byte[] body) throws IOException {
			send("HTTP/1.1 200 OK\n" + headers + "Connection: close\nContent-Length: " + body.length + "\n\n");
			this.out.write(body);
		}

		/**
		 * The same again and again until nobody reads it any more.
		 */
		void endlessly(String text) throws IOException {
			byte[] block = text.repeat(Math.max(1, 8_192 / text.length())).getBytes(StandardCharsets.ISO_8859_1);
			while (true) {
				this.out.write(block);
			}
		}

		/**
		 * A byte now and then, until nobody reads it any more.
		 */
		void drip(String text) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
			for (int sent = 0; !isClosed(); sent++) {
				this.out.write(bytes[sent % bytes.length]);
				this.out.flush();
			}
		}

		void hang() {
			while (!isClosed()) {
				Thread.onSpinWait();
			}
		}

		private boolean isClosed() {
			try {
				return this.closed.await(20, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return true;
			}
		}

	}

}
