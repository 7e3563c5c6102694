package dev.lorebatch.http;

import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;

import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeptConnection}.
 */
class KeptConnectionTests {

	@ParameterizedTest
	@EnumSource(CloseMode.class)
	void whatIsClosedWhileItIsMadeStaysClosed(CloseMode mode) throws Exception {
		KeptConnection connection = new KeptConnection(Http1Config.DEFAULT);
		connection.close(mode);
		try (Socket socket = SocketChannel.open().socket()) {
			assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> connection.bind(socket));
			assertThat(socket.isClosed()).isTrue();
		}
	}

}
