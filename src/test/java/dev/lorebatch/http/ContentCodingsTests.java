package dev.lorebatch.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.http.ContentCodings.UnknownCodingException;
import dev.lorebatch.http.HttpConnections.TooLargeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContentCodings}.
 */
class ContentCodingsTests {

	private static final String TEXT = "[{\"title\": \"%s\"}]".formatted("Grüße ".repeat(2_000));

	private static final long BOUND = 100_000;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                     | identity
			identity               | identity
			' , identity ,'        | identity
			gzip                   | gzip
			x-gzip                 | gzip
			X-GZip                 | gzip
			deflate                | zlib
			deflate                | raw
			gzip, identity         | gzip
			gzip, gzip             | gzip gzip
			deflate, gzip          | zlib gzip
			x-gzip, deflate        | gzip raw
			gzip, deflate, x-gzip  | gzip zlib gzip
			''                     | gzip
			gzip                   | gzip gzip
			''                     | gzip gzip gzip
			""")
	void decodesWhatWasApplied(String header, String applied) throws IOException {
		assertThat(decode(encode(TEXT, applied), List.of(header))).isEqualTo(TEXT);
	}

	@Test
	void severalHeadersAreOneList() throws IOException {
		assertThat(decode(encode(TEXT, "zlib gzip"), List.of("deflate", "gzip"))).isEqualTo(TEXT);
		assertThat(decode(encode(TEXT, "identity"), List.of())).isEqualTo(TEXT);
	}

	@ParameterizedTest
	@CsvSource({ "br, br", "zstd, zstd", "compress, compress", "'gzip, br', br", "'gzip,gzip,gzip,gzip', 4 encodings",
			"'<script>', something unreadable" })
	void whatIsNotKnownIsNamed(String header, String name) throws IOException {
		byte[] body = encode(TEXT, "gzip");
		assertThatExceptionOfType(UnknownCodingException.class).isThrownBy(() -> decode(body, List.of(header)))
			.withMessageContaining(name);
	}

	@ParameterizedTest
	@CsvSource({ "gzip, gzip", "deflate, zlib", "deflate, raw", "'gzip, deflate', gzip zlib" })
	void whatIsCutOffIsNoBody(String header, String applied) throws IOException {
		byte[] whole = encode(TEXT, applied);
		int end = applied.contains(" ") ? 12 : 1; // where the inner one ends well,
													// nothing is missing
		for (int length : new int[] { 0, 1, 2, 9, whole.length / 2, whole.length - end }) {
			byte[] part = Arrays.copyOf(whole, length);
			assertThatExceptionOfType(IOException.class).as("of %d bytes", length)
				.isThrownBy(() -> decode(part, List.of(header)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "identity", "gzip", "zlib", "raw", "gzip gzip", "gzip zlib" })
	void theBoundIsThatOfWhatIsDecoded(String applied) throws IOException {
		String header = applied.replaceAll("zlib|raw", "deflate").replace(' ', ',');
		byte[] body = encode("x".repeat((int) BOUND), applied);
		assertThat(decode(body, List.of(header))).hasSize((int) BOUND);
		byte[] larger = encode("x".repeat((int) BOUND + 1), applied);
		assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> decode(larger, List.of(header)));
	}

	/**
	 * A comment in the head of gzip gives nothing, so only a bound of what is between two
	 * decodings ends it.
	 */
	@Test
	void theBoundIsThatOfEveryLayer() throws IOException {
		ByteArrayOutputStream inner = new ByteArrayOutputStream();
		inner.write(new byte[] { 0x1f, (byte) 0x8b, 8, 16, 0, 0, 0, 0, 0, 0 });
		inner.write("x".repeat(20 << 20).getBytes(StandardCharsets.US_ASCII));
		byte[] body = encode(inner.toByteArray(), "gzip");
		assertThat(body).hasSizeLessThan((int) BOUND);
		assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> decode(body, List.of("gzip, gzip")));
		assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> decode(body, List.of("gzip")));
	}

	private static String decode(byte[] body, List<String> headers) throws IOException {
		try (InputStream input = ContentCodings.decode(body, headers, BOUND)) {
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static byte[] encode(String text, String codings) throws IOException {
		return encode(text.getBytes(StandardCharsets.UTF_8), codings);
	}

	private static byte[] encode(byte[] body, String codings) throws IOException {
		byte[] encoded = body;
		for (String coding : codings.split(" ")) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (OutputStream output = switch (coding) {
				case "gzip" -> new GZIPOutputStream(bytes);
				case "zlib" -> new DeflaterOutputStream(bytes);
				case "raw" -> new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
				default -> bytes;
			}) {
				output.write(encoded);
			}
			encoded = bytes.toByteArray();
		}
		return encoded;
	}

}
