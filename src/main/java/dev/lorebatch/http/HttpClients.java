package dev.lorebatch.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

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
			builder.sslContext(trustingNobody());
		}
		return builder.build();
	}

	/**
	 * Where TLS is not used, the certificates of this machine need not be read, which
	 * takes a tenth of a second.
	 */
	private static SSLContext trustingNobody() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(new KeyManager[0], new TrustManager[] { new NoTrust() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Refuses every certificate.
	 */
	private static final class NoTrust implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("no TLS with this server");
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("no TLS with this server");
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
