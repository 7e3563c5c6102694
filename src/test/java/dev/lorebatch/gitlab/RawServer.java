package dev.lorebatch.gitlab;

import java.io.BufferedReader;
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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers with exactly the bytes it is told to, however wrong, and then closes the
 * connection.
 */
class RawServer implements AutoCloseable {

	final AtomicInteger requests = new AtomicInteger();

	/** Connections that this side has closed. */
	final AtomicInteger ended = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ServerSocket server;

	private final Answer answer;

	RawServer(Answer answer) {
		this.answer = answer;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.executor.execute(this::accept);
	}

	static RawServer answering(String head, byte[] body) {
		return new RawServer((out, server) -> {
			out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(body);
		});
	}

	/**
	 * Takes requests and says nothing, ever.
	 */
	static RawServer silent() {
		return new RawServer((out, server) -> server.hang());
	}

	int port() {
		return this.server.getLocalPort();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	/**
	 * Keeps the connection open until the server is closed.
	 */
	void hang() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
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
		try {
			answer(socket);
		}
		finally {
			this.ended.incrementAndGet();
		}
	}

	private void answer(Socket socket) {
		try (socket) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String line = reader.readLine();
			if (line == null) {
				return;
			}
			while (line != null && !line.isEmpty()) {
				line = reader.readLine();
			}
			this.requests.incrementAndGet();
			this.answer.write(socket.getOutputStream(), this);
			socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			// the client has hung up
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
	 * Writes the answer to one request.
	 */
	@FunctionalInterface
	interface Answer {

		void write(OutputStream out, RawServer server) throws IOException;

	}

}
