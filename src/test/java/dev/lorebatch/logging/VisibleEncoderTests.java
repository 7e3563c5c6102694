package dev.lorebatch.logging;

import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VisibleEncoderTests {

	private final LoggerContext context = new LoggerContext();

	private final VisibleEncoder encoder = new VisibleEncoder();

	@BeforeEach
	void start() {
		this.encoder.setContext(this.context);
		this.encoder.setPattern("%level %message%n%throwable");
		this.encoder.start();
	}

	@Test
	void aMessageIsOneLineWithoutControlCharacters() {
		assertThat(encode("read 'a\nERROR forged\u001b[2K\u202e'", null))
			.isEqualTo("INFO read 'a\\nERROR forged\\u001b[2K\\u202e'" + System.lineSeparator());
	}

	@Test
	void aStackTraceKeepsItsLinesAndNothingElse() {
		String line = encode("failed", new IllegalStateException("x\u009b1A\u0007"));
		assertThat(line).contains("INFO failed\n", "\n\tat ", "x\\u009b1A\\u0007").doesNotContain("\u009b", "\u0007");
	}

	@Test
	void aPlainMessageStaysAsItIs() {
		assertThat(encode("größer als 10 % \\n", null)).isEqualTo("INFO größer als 10 % \\n\n");
	}

	private String encode(String message, Throwable thrown) {
		LoggingEvent event = new LoggingEvent("x", this.context.getLogger("test"), Level.INFO, message, thrown, null);
		return new String(this.encoder.encode(event), StandardCharsets.UTF_8);
	}

}
