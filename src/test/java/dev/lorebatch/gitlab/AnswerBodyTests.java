package dev.lorebatch.gitlab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.http.HttpConnections.TooLargeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnswerBodyTests {

	private static final String JSON = "[{\"title\": \"%s\"}]".formatted("Grüße ".repeat(2_000));

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void isReadAsOftenAsIsAsked(boolean gzip) {
		AnswerBody body = body(JSON, gzip, 100_000);
		assertThat(parse(body).get(0).get("title").asString()).endsWith("Grüße ");
		assertThat(parse(body)).isEqualTo(parse(body));
		assertThat(new String(body.start(10), StandardCharsets.UTF_8)).isEqualTo(JSON.substring(0, 10));
		assertThat(body.start(1_000_000)).hasSize(JSON.getBytes(StandardCharsets.UTF_8).length);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void endsWhereItGetsTooLarge(boolean gzip) {
		int length = JSON.getBytes(StandardCharsets.UTF_8).length;
		assertThat(parse(body(JSON, gzip, length)).isArray()).isTrue();
		assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> parse(body(JSON, gzip, length - 1)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.TOO_LARGE));
	}

	/**
	 * Also where only the checksum is missing, which comes after the last byte of JSON.
	 */
	@Test
	void whatIsCutOffIsNoAnswer() {
		byte[] whole = gzip(JSON);
		for (int length : new int[] { 0, 5, 10, whole.length / 2, whole.length - 8, whole.length - 1 }) {
			AnswerBody body = body(Arrays.copyOf(whole, length), true, 100_000);
			assertThatExceptionOfType(GitLabException.class).as("of %d bytes", length)
				.isThrownBy(() -> parse(body))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.TRUNCATED));
		}
	}

	@Test
	void whatIsDamagedIsNoAnswer() {
		byte[] bytes = gzip(JSON);
		bytes[bytes.length - 6]++; // in the checksum
		assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> parse(body(bytes, true, 100_000)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.TRUNCATED));
	}

	@Test
	void bytesAreReadOneByOne() throws IOException {
		try (InputStream input = body("é", true, 2).open()) {
			assertThat(input.read()).isEqualTo(0xC3);
			assertThat(input.read()).isEqualTo(0xA9);
			assertThat(input.read()).isEqualTo(-1);
		}
	}

	private static JsonNode parse(AnswerBody body) {
		return JsonMapper.shared().readTree(body.open());
	}

	private static AnswerBody body(String text, boolean gzip, long bound) {
		return body(gzip ? gzip(text) : text.getBytes(StandardCharsets.UTF_8), gzip, bound);
	}

	private static AnswerBody body(byte[] bytes, boolean gzip, long bound) {
		return new AnswerBody(bytes, gzip ? List.of("gzip") : List.of(), bound,
				(ex) -> new GitLabException((ex instanceof TooLargeException) ? Kind.TOO_LARGE : Kind.TRUNCATED,
						"broken", ex));
	}

	private static byte[] gzip(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream output = new GZIPOutputStream(bytes)) {
			output.write(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

}
