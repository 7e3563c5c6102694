package dev.lorebatch.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells at once whether the server has closed it while it was not used.
 * The base class waits a millisecond for it, which every request would pay.
 */
final class KeptConnection extends DefaultManagedHttpClientConnection {

	private @Nullable SocketChannel channel;

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

	/**
	 * Whether there is something that nobody asked for: the end of the connection, or an
	 * answer to nothing. TLS has messages of its own, so only it looks closer.
	 */
	@Override
	public boolean isStale() throws IOException {
		if (this.channel == null) {
			return super.isStale(); // a SOCKS proxy
		}
		return hasSomethingToRead(this.channel) && (getSSLSession() == null || super.isStale());
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
