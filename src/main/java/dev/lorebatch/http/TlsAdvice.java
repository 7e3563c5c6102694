package dev.lorebatch.http;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Says what helps if a secure connection cannot be made.
 */
public final class TlsAdvice {

	private final String urlSetting;

	private final String fileSetting;

	private final @Nullable CertificateFile file;

	/**
	 * @param urlSetting the setting with the URL of the server
	 * @param fileSetting the setting with a file of certificates
	 * @param file what that is, {@code null} if it is not set
	 */
	public TlsAdvice(String urlSetting, String fileSetting, @Nullable CertificateFile file) {
		this.urlSetting = urlSetting;
		this.fileSetting = fileSetting;
		this.file = file;
	}

	/**
	 * Finds the advice for a failure, {@code null} if there is none.
	 */
	public @Nullable String of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
				return "a certificate of the server is out of date: have it renewed, or set the clock of this machine";
			}
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			// The latter if there is an authority of that name, but with another key
			if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
				return unknownAuthority();
			}
			String advice = byWords(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
			if (advice != null) {
				return advice;
			}
		}
		return null;
	}

	private String unknownAuthority() {
		return (this.file == null)
				? "if the certificate is of a private authority, set %s to a PEM file with the certificate of that authority"
					.formatted(this.fileSetting)
				: "neither Java's trust store nor %s has the authority that signed the certificate: add it to the file"
					.formatted(this.file.describe());
	}

	/**
	 * Java has no types for these.
	 */
	private @Nullable String byWords(String message) {
		if (message.contains("subject alternative") || message.contains("no name matching")) {
			return "set %s to a name that the certificate of the server has".formatted(this.urlSetting);
		}
		if (message.contains("unrecognized ssl message")) {
			return "the server does not speak TLS there: check the port, or whether %s should begin with http:"
				.formatted(this.urlSetting);
		}
		if (message.contains("bad_certificate") || message.contains("certificate_required")) {
			return "the server wants a certificate of this program: name one with -Djavax.net.ssl.keyStore in JAVA_OPTS";
		}
		if (message.contains("protocol_version") || message.contains("handshake_failure")) {
			return "the server and this Java have no version of TLS, or no cipher, in common: update the older one";
		}
		return null;
	}

}
