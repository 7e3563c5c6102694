package dev.lorebatch.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Java made of arguments and variables in a locale of ASCII, and what the kernel has
 * of them.
 */
class GivenTextTests {

	private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;

	@TempDir
	Path folder;

	@Test
	void lettersThatTheLocaleLacksComeFromTheKernel() throws IOException {
		Path source = kernel("java", "-jar", "lore-batch.jar", "search", "", "café", "--author=jürgen", "plain");
		assertThat(GivenText
			.arguments(new String[] { "search", "", "caf\uFFFD\uFFFD", "--author=j\uFFFD\uFFFDrgen", "plain" }, source))
			.containsExactly("search", "", "café", "--author=jürgen", "plain");
	}

	@Test
	void nothingIsReadWhileNothingIsLost() {
		String[] decoded = { "search", "café" };
		assertThat(GivenText.arguments(decoded, this.folder.resolve("absent"))).isSameAs(decoded);
		Map<String, String> variables = Map.of("LORE_DATABASE", "ü.db");
		assertThat(GivenText.variables(variables, this.folder.resolve("absent"))).isSameAs(variables);
	}

	@Test
	void whatTheKernelDoesNotShowIsRefused() throws IOException {
		assertRefused(ExitCode.CONFIG_INVALID, this.folder.resolve("absent"));
		assertRefused(ExitCode.CONFIG_INVALID, kernel("another title"));
		assertRefused(ExitCode.CONFIG_INVALID, kernel("lore", "search", "tea"));
		assertRefused(ExitCode.CONFIG_INVALID, kernel("lore", "search", ""));
	}

	@Test
	void whatIsNoUtf8IsRefused() throws IOException {
		Path source = Files.write(this.folder.resolve("cmdline"), "lore\0search\0caf\u00E9\0".getBytes(LATIN_1));
		assertRefused(ExitCode.USAGE, source);
	}

	@Test
	void variablesComeFromTheKernelToo() throws IOException {
		Path source = kernel("LORE_DATABASE=/home/jürgen/lore.db", "HOME=/home/x", "OTHER=1");
		assertThat(GivenText.variables(
				Map.of("LORE_DATABASE", "/home/j\uFFFD\uFFFDrgen/lore.db", "HOME", "/home/x", "GONE", "\uFFFD"),
				source))
			.isEqualTo(Map.of("LORE_DATABASE", "/home/jürgen/lore.db", "HOME", "/home/x", "GONE", "\uFFFD"));
	}

	private static void assertRefused(ExitCode code, Path source) {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> GivenText.arguments(new String[] { "search", "caf\uFFFD\uFFFD" }, source))
			.withMessageStartingWith("argument 2 ")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(code))
			.satisfies((failure) -> assertThat(failure.suggestion()).isNotBlank());
	}

	private Path kernel(String... entries) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String entry : entries) {
			bytes.write(entry.getBytes(StandardCharsets.UTF_8));
			bytes.write(0);
		}
		return Files.write(this.folder.resolve("entries"), bytes.toByteArray());
	}

}
