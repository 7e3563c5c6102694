package dev.lorebatch.http;

import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.lorebatch.http.HttpConnections.Reason;
import dev.lorebatch.http.HttpConnections.TooLargeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	@ParameterizedTest
	@MethodSource
	void sayWhetherTheServerWasReached(Exception failure, Reason before, Reason after) {
		assertThat(Failures.reason(failure, false)).isEqualTo(before);
		assertThat(Failures.reason(failure, true)).isEqualTo(after);
	}

	static Stream<Arguments> sayWhetherTheServerWasReached() {
		UnknownHostException slow = new UnknownHostException("gitlab.example.com");
		slow.initCause(new TimeoutException());
		return Stream.of(arguments(new ConnectException("refused"), Reason.UNREACHABLE, Reason.BROKEN),
				arguments(new SocketException("Network is unreachable"), Reason.UNREACHABLE, Reason.BROKEN),
				arguments(new BindException("no address"), Reason.UNREACHABLE, Reason.BROKEN),
				arguments(new SocketTimeoutException("handshake"), Reason.CONNECT_TIMEOUT, Reason.IDLE_TIMEOUT),
				arguments(new ConnectTimeoutException("slow"), Reason.CONNECT_TIMEOUT, Reason.CONNECT_TIMEOUT),
				arguments(slow, Reason.CONNECT_TIMEOUT, Reason.CONNECT_TIMEOUT),
				arguments(new UnknownHostException("gitlab.invalid"), Reason.UNREACHABLE, Reason.UNREACHABLE),
				arguments(new SSLHandshakeException("protocol"), Reason.TLS, Reason.TLS),
				arguments((Exception) new SSLHandshakeException("x").initCause(new CertificateException()),
						Reason.CERTIFICATE, Reason.CERTIFICATE),
				arguments(new SSLException("Connection reset"), Reason.TLS, Reason.BROKEN),
				arguments(new TooLargeException(), Reason.TOO_LARGE, Reason.TOO_LARGE),
				arguments(new EOFException("cut"), Reason.BROKEN, Reason.BROKEN));
	}

}
