package dev.lorebatch.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells at once whether the server has closed it while it was not used.
 * The base class waits a millisecond for it, which every request would pay.
 */
final class KeptConnection extends DefaultManagedHttpClientConnection {

	private @Nullable SocketChannel channel;

	KeptConnection(Http1Config config) {
		super("kept", null, null, config, null, null, null, null);
	}

	@Override
	public void bind(Socket socket) throws IOException {
		this.channel = socket.getChannel();
		super.bind(socket);
	}

	@Override
	public boolean isStale() throws IOException {
		return hasSomethingToRead() && super.isStale();
	}

	/**
	 * The end of the connection, or something that nobody asked for: with TLS that may be
	 * all right.
	 */
	private boolean hasSomethingToRead() throws IOException {
		if (this.channel == null) {
			return true; // nobody knows
		}
		this.channel.configureBlocking(false);
		try (Selector selector = Selector.open()) {
			this.channel.register(selector, SelectionKey.OP_READ);
			return selector.selectNow() > 0;
		}
		finally {
			this.channel.configureBlocking(true);
		}
	}

}
