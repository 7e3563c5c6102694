package dev.lorebatch.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends single requests to a port on which nobody listens, which a server cannot do
 * itself: the connections to it are already there. Installed as the JVM's default before
 * the clients are made.
 */
final class Refusals extends ProxySelector {

	/** Nobody listens on port 1. */
	private static final Proxy NOBODY = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 1));

	private final Map<Integer, FaultProxy> proxies = new ConcurrentHashMap<>();

	void add(FaultProxy proxy) {
		this.proxies.put(proxy.port(), proxy);
	}

	@Override
	public List<Proxy> select(URI uri) {
		FaultProxy proxy = this.proxies.get(uri.getPort());
		return List.of((proxy != null && proxy.refuses(uri)) ? NOBODY : Proxy.NO_PROXY);
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
	}

}
