package dev.lorebatch.http;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request through the proxy that Java's selector has for it. The selector is
 * asked with the whole address, as {@link ProxySelector#select} says, and not with that
 * of the server alone.
 */
final class SystemProxies implements HttpRoutePlanner {

	private final ProxySelector selector;

	private final HttpRoutePlanner direct = new SystemDefaultRoutePlanner(ProxySelector.of(null));

	private SystemProxies(ProxySelector selector) {
		this.selector = selector;
	}

	/**
	 * As they are now.
	 */
	static HttpRoutePlanner get() {
		ProxySelector selector = ProxySelector.getDefault();
		return new SystemProxies((selector != null) ? selector : ProxySelector.of(null));
	}

	@Override
	public HttpRoute determineRoute(HttpHost target, HttpContext context) throws HttpException {
		return this.direct.determineRoute(target, context);
	}

	@Override
	public HttpRoute determineRoute(HttpHost target, HttpRequest request, HttpContext context) throws HttpException {
		try {
			return new SystemDefaultRoutePlanner(new OfOneAddress(this.selector, request.getUri()))
				.determineRoute(target, context);
		}
		catch (URISyntaxException ex) {
			throw new HttpException(ex.getMessage(), ex);
		}
	}

	/**
	 * Asks another one with the same address, whatever it is asked itself.
	 */
	private static final class OfOneAddress extends ProxySelector {

		private final ProxySelector selector;

		private final URI address;

		private OfOneAddress(ProxySelector selector, URI address) {
			this.selector = selector;
			this.address = address;
		}

		@Override
		public List<Proxy> select(@Nullable URI server) {
			return this.selector.select(this.address);
		}

		@Override
		public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
			this.selector.connectFailed(uri, proxy, failure);
		}

	}

}
