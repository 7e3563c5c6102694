package dev.lorebatch.http;

import java.net.http.HttpClient;
import java.time.Duration;

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

	public static HttpClient create(Duration connectTimeout, HttpClient.Version version) {
		return HttpClient.newBuilder()
			.connectTimeout(connectTimeout)
			.followRedirects(HttpClient.Redirect.NEVER)
			.version(version)
			.build();
	}

}
