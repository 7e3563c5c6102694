package dev.lorebatch.http;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;

import dev.lorebatch.http.HttpConnections.ProxyRefusedException;
import dev.lorebatch.http.HttpConnections.Reason;
import dev.lorebatch.http.HttpConnections.TooLargeException;

/**
 * What failures of the client mean.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * The reason for whoever reads about it.
	 * @param connected whether there had been a connection to the server
	 */
	static Reason reason(Exception failure, boolean connected) {
		if (failure instanceof TooLargeException) {
			return Reason.TOO_LARGE;
		}
		if (failure instanceof MessageConstraintException) {
			return Reason.HEADERS_TOO_LARGE;
		}
		if (failure instanceof ProxyRefusedException) {
			return Reason.PROXY;
		}
		if (failure instanceof ConnectTimeoutException || isSlowLookup(failure)) {
			return Reason.CONNECT_TIMEOUT;
		}
		if (failure instanceof SocketTimeoutException) {
			return connected ? Reason.IDLE_TIMEOUT : Reason.CONNECT_TIMEOUT;
		}
		// With TLS 1.3 a server may refuse a client later
		if (failure instanceof SSLHandshakeException || (failure instanceof SSLException && !connected)) {
			return isAboutCertificate(failure) ? Reason.CERTIFICATE : Reason.TLS;
		}
		boolean unreachable = failure instanceof UnknownHostException
				|| (failure instanceof SocketException && !connected);
		return unreachable ? Reason.UNREACHABLE : Reason.BROKEN;
	}

	private static boolean isAboutCertificate(Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateException) {
				return true;
			}
		}
		return false;
	}

	private static boolean isSlowLookup(Exception failure) {
		return failure instanceof UnknownHostException && failure.getCause() instanceof TimeoutException;
	}

}
