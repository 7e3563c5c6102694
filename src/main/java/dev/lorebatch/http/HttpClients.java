package dev.lorebatch.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Makes the clients of the JDK that all requests go through. Redirects are left to the
 * caller, who knows which server may have the token.
 */
public final class HttpClients {

	static {
		// Without this the JDK repeats a request silently when a connection ends before
		// the answer begins: an attempt that the retry policy neither counts nor delays.
		// It is read once, with the first request of the process.
		System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
	}

	private static final String REFUSAL = "no TLS with this server";

	private HttpClients() {
	}

	/**
	 * A client for one server.
	 */
	public static HttpClient create(URI server, Duration connectTimeout, HttpClient.Version version) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.connectTimeout(connectTimeout)
			.followRedirects(HttpClient.Redirect.NEVER)
			.version(version);
		if ("http".equalsIgnoreCase(server.getScheme())) {
			builder.sslContext(new NoTls());
		}
		return builder.build();
	}

	/**
	 * Has no TLS. The client wants to have one even for a server without, and to set up
	 * that of the JDK takes a tenth of a second.
	 */
	private static final class NoTls extends SSLContext {

		private NoTls() {
			super(new Refusing(), null, "none");
		}

	}

	/**
	 * Refuses to speak.
	 */
	private static final class Refusing extends SSLContextSpi {

		@Override
		protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
				throws KeyManagementException {
			throw new KeyManagementException(REFUSAL);
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			throw new IllegalStateException(REFUSAL);
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			throw new IllegalStateException(REFUSAL);
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			throw new IllegalStateException(REFUSAL);
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			throw new IllegalStateException(REFUSAL);
		}

		@Override
		protected @Nullable SSLSessionContext engineGetServerSessionContext() {
			return null;
		}

		@Override
		protected @Nullable SSLSessionContext engineGetClientSessionContext() {
			return null;
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			return new SSLParameters();
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return new SSLParameters();
		}

	}

}
