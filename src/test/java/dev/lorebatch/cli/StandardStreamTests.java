package dev.lorebatch.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.config.Surroundings;

import static org.assertj.core.api.Assertions.assertThat;

class StandardStreamTests {

	@ParameterizedTest
	@ValueSource(strings = { "No space left on device", "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
			"Disk quota exceeded", "Resource temporarily unavailable", "Bad file descriptor" })
	void whatCannotBeWrittenIsLostInWhateverLanguage(String message) {
		StandardStream stream = new StandardStream("stdout", failing(message));
		stream.println("{}");
		assertThat(stream.loss()).hasMessage(message);
	}

	@Test
	void aReaderThatWentAwayLosesNothing() {
		StandardStream stream = new StandardStream("stdout", failing("Broken pipe"));
		stream.println("{}");
		assertThat(stream.loss()).isNull();
	}

	/**
	 * The message is the system's, so it is compared with one that the system just gave.
	 */
	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aBrokenPipeIsKnownByWhatTheSystemCallsIt() {
		String here = BrokenPipe.inThisLanguage();
		assertThat(here).isNotBlank();
		assertThat(BrokenPipe.isCauseOf(new IOException(here))).isTrue();
		assertThat(BrokenPipe.isCauseOf(new IOException("No space left on device"))).isFalse();
		assertThat(BrokenPipe.isCauseOf(new IOException())).isFalse();
	}

	@Test
	void theFirstFailureIsKeptThoughLaterWritesSucceed() {
		int[] writes = new int[1];
		StandardStream stream = new StandardStream("stdout", new OutputStream() {

			@Override
			public void write(int value) throws IOException {
				if (writes[0]++ == 0) {
					throw new IOException("No space left on device");
				}
			}

		});
		stream.println("first");
		stream.println("second");
		assertThat(stream.loss()).hasMessage("No space left on device");
	}

	@Test
	void aFailureThatOnlyFlushingShowsIsALoss() {
		StandardStream stream = new StandardStream("stdout", new ByteArrayOutputStream() {

			@Override
			public void flush() throws IOException {
				throw new IOException("Disk quota exceeded");
			}

		});
		stream.print("no end of line");
		assertThat(stream.loss()).hasMessage("Disk quota exceeded");
	}

	@Test
	void theResultIsNamedBeforeTheRest() {
		Surroundings surroundings = new Surroundings(Map.of(), Path.of(""));
		StandardStream full = new StandardStream("stdout", failing("full"));
		StandardStream also = new StandardStream("stderr", failing("full, too"));
		full.println("x");
		also.println("x");
		assertThat(new Streams(full, also, false, false, surroundings).loss())
			.isEqualTo("stdout could not be written: full");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		StandardStream good = new StandardStream("stdout", bytes);
		good.println("žluť");
		assertThat(new Streams(good, also, false, false, surroundings).loss())
			.isEqualTo("stderr could not be written: full, too");
		assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("žluť");
	}

	private static OutputStream failing(String message) {
		return new OutputStream() {

			@Override
			public void write(int value) throws IOException {
				throw new IOException(message);
			}

		};
	}

}
