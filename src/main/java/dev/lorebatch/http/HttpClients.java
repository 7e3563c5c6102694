package dev.lorebatch.http;

import java.net.URI;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sets up Apache's HttpClient: what it would do by itself is off, since callers decide.
 * Proxies and trusted certificates are those of Java's system properties.
 */
final class HttpClients {

	private static final Http1Config HTTP = Http1Config.custom()
		.setMaxLineLength(HttpLimits.HEADER)
		.setMaxHeaderCount(HttpLimits.HEADERS)
		.build();

	/** Whether there was a connection to the server, through proxies and TLS. */
	private static final String CONNECTED = "lore.connected";

	private HttpClients() {
	}

	static boolean isConnected(HttpClientContext context) {
		return context.getAttribute(CONNECTED) != null;
	}

	static CloseableHttpClient create(URI server, HttpLimits limits, @Nullable CertificateFile authorities,
			Cancellation cancellation) {
		WireLog.forbid();
		return HttpClientBuilder.create()
			.setConnectionManager(connections(server, limits, authorities, cancellation))
			.setDefaultRequestConfig(requests(limits))
			.setRoutePlanner(SystemProxies.get())
			.addExecInterceptorAfter(ChainElement.CONNECT.name(), CONNECTED, (request, scope, chain) -> {
				scope.clientContext.setAttribute(CONNECTED, true);
				return chain.proceed(request, scope);
			})
			.setUserAgent(UserAgent.VALUE)
			// Not used, and slow to set up
			.setDefaultCookieSpecRegistry((name) -> null)
			.setDefaultAuthSchemeRegistry((name) -> null)
			.disableCookieManagement()
			.disableAuthCaching()
			.disableConnectionState()
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableContentCompression()
			.build();
	}

	private static PoolingHttpClientConnectionManager connections(URI server, HttpLimits limits,
			@Nullable CertificateFile authorities, Cancellation cancellation) {
		return new InterruptibleSockets().setMaxConnTotal(limits.connections())
			.setMaxConnPerRoute(limits.connections())
			.setConnectionFactory((socket) -> new KeptConnection(HTTP))
			.setDnsResolver(new AddressLookup(shorter(limits.connect(), limits.whole()), cancellation))
			.setDefaultConnectionConfig(ConnectionConfig.custom()
				.setConnectTimeout(timeout(limits.connect()))
				.setSocketTimeout(timeout(limits.idle()))
				.setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
				.build())
			.setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout(limits.connect())).build())
			.setTlsSocketStrategy(tls(server, authorities))
			.build();
	}

	private static RequestConfig requests(HttpLimits limits) {
		return RequestConfig.custom()
			.setConnectionRequestTimeout(timeout(limits.whole()))
			.setResponseTimeout(timeout(limits.idle()))
			.setAuthenticationEnabled(false)
			.setProtocolUpgradeEnabled(false)
			.build();
	}

	/**
	 * To set up Java's TLS takes a tenth of a second, so a server without does without.
	 */
	private static TlsSocketStrategy tls(URI server, @Nullable CertificateFile authorities) {
		if ("http".equalsIgnoreCase(server.getScheme())) {
			return (socket, target, port, attachment, context) -> {
				throw new SSLException("no TLS with this server");
			};
		}
		try {
			SSLContext context = (authorities != null) ? authorities.context() : SSLContext.getDefault();
			return new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BUILTIN,
					NoopHostnameVerifier.INSTANCE); // Java's own verification stays
		}
		catch (GeneralSecurityException | IOException ex) {
			return (socket, target, port, attachment, context) -> {
				throw new SSLException(ex);
			};
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	private static Timeout timeout(Duration duration) {
		return Timeout.of(duration);
	}

}
