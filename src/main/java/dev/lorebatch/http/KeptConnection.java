package dev.lorebatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells at once whether the server has closed it while it was not used.
 * The base class waits a millisecond for it, which every request would pay.
 */
final class KeptConnection extends DefaultManagedHttpClientConnection {

	private @Nullable SocketChannel channel;

	/** What was read and belongs to no answer yet. */
	private @Nullable SessionInputBuffer buffer;

	private volatile boolean ended;

	KeptConnection(Http1Config config) {
		super("kept", null, null, config, null, null, null, null);
	}

	/**
	 * Also called with the socket that is not connected yet. A connection that is closed
	 * while it is made stays closed; the base class sees to that for a later one only.
	 */
	@Override
	public void bind(Socket socket) throws IOException {
		this.channel = socket.getChannel();
		super.bind(socket);
		requireWanted(socket);
	}

	@Override
	public void bind(SSLSocket secure, Socket socket) throws IOException {
		super.bind(secure, socket);
		requireWanted(socket);
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		super.close();
	}

	@Override
	public void close(CloseMode mode) {
		this.ended = true;
		super.close(mode);
	}

	private void requireWanted(Socket socket) throws IOException {
		if (this.ended) {
			socket.close();
			throw new InterruptedIOException("closed while it was made");
		}
	}

	@Override
	protected InputStream createContentInputStream(long length, SessionInputBuffer buffer, InputStream stream) {
		this.buffer = buffer;
		return super.createContentInputStream(length, buffer, stream);
	}

	/**
	 * Whether there is something that nobody asked for: the end of the connection, or an
	 * answer to nothing, which may have come together with the last answer. TLS has
	 * messages of its own, so only it looks closer.
	 */
	@Override
	public boolean isStale() throws IOException {
		if (hasMoreThanAnswers()) {
			return true;
		}
		if (this.channel == null) {
			return super.isStale() || hasMoreThanAnswers(); // a SOCKS proxy
		}
		return hasSomethingToRead(this.channel) && (getSSLSession() == null || super.isStale() || hasMoreThanAnswers());
	}

	private boolean hasMoreThanAnswers() {
		return this.buffer != null && this.buffer.length() > 0;
	}

	private static boolean hasSomethingToRead(SocketChannel channel) throws IOException {
		channel.configureBlocking(false);
		try (Selector selector = Selector.open()) {
			channel.register(selector, SelectionKey.OP_READ);
			return selector.selectNow() > 0;
		}
		finally {
			channel.configureBlocking(true);
		}
	}

}
