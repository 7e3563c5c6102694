package dev.lorebatch.gitlab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link GitLabToken}.
 */
class GitLabTokenTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "glpat-x", "glpat-x\n", " glpat-x ", "\tglpat-x\r\n" })
	void dropsSpaceAroundTheToken(String text) {
		assertThat(GitLabToken.from(new TestClient("http://localhost").token(text).properties()).reveal())
			.isEqualTo("glpat-x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a s3c+r/t= b", "?private_token=s3c%2Br%2Ft%3D&x=1", "Basic czNjK3IvdD0=", "czNjK3IvdD0" })
	void masksEveryFormThatAServerMayRepeat(String text) {
		GitLabToken token = GitLabToken.from(new TestClient("http://localhost").token("s3c+r/t=").properties());
		assertThat(token.mask(text)).contains("[masked]").doesNotContain("s3c", "czNjK3");
	}

	@Test
	void neitherTokenNorSettingsShowTheSecret() {
		GitLabProperties properties = new TestClient("http://user:pa55@localhost").token("s3cret").properties();
		assertThat(properties).asString().doesNotContain("s3cret", "pa55").contains("//localhost");
		assertThat(GitLabToken.from(properties)).asString().isEqualTo("[masked]");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\n" })
	void aBlankTokenIsNone(String text) {
		LoreException failure = failure(text, null);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET);
		assertThat(failure.suggestion()).contains("LORE_GITLAB_TOKEN", "--token-file");
	}

	@ParameterizedTest
	@ValueSource(strings = { "glpat-s3cret x", "glpat-s3cret\nHost: evil", "glpat-s3cr\u00e9t", "glpat-s3cret\u0000" })
	void refusesWhatCannotBeInAHeaderWithoutRepeatingIt(String text) {
		LoreException failure = failure(text, null);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure.getMessage() + failure.suggestion()).doesNotContain("s3cr");
	}

	@ParameterizedTest
	@ValueSource(strings = { "glpat-file", "glpat-file\n", "glpat-file\r\n", "\nglpat-file\n\n",
			"glpat-file\n# expires in March\n", "\uFEFFglpat-file\r\n" })
	void readsTheFirstLineOfAFile(String content) throws IOException {
		assertThat(GitLabToken.from(properties(file(content))).reveal()).isEqualTo("glpat-file");
	}

	@Test
	void aFingerprintTellsTokensApartAndNothingElse() {
		GitLabToken token = GitLabToken.from(new TestClient("http://localhost").token("glpat-secret").properties());
		GitLabToken other = GitLabToken.from(new TestClient("http://localhost").token("glpat-other").properties());
		assertThat(token.fingerprint("salt")).isEqualTo(token.fingerprint("salt"))
			.isNotEqualTo(other.fingerprint("salt"))
			.isNotEqualTo(token.fingerprint("sand"))
			.matches("[0-9a-f]{16}");
	}

	@Test
	void aFileWinsOverAValue() throws IOException {
		Path file = file("glpat-file");
		assertThat(GitLabToken.from(new TestClient("http://localhost").token("glpat-value").properties(file)).reveal())
			.isEqualTo("glpat-file");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n" })
	void anEmptyFileIsNoToken(String content) throws IOException {
		Path file = file(content);
		LoreException failure = failure("glpat-value", file);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET);
		assertThat(failure).hasMessageContaining(file.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void aBlankFileNameMeansNoFile(String name) {
		GitLabProperties given = new TestClient("http://localhost").properties();
		GitLabProperties blank = new GitLabProperties(given.url(), "glpat-value", name, given.auth(), null,
				given.concurrency(), given.connectTimeout(), given.readTimeout(), given.requestTimeout(),
				given.maxResponseSize(), given.retry());
		assertThat(GitLabToken.from(blank).reveal()).isEqualTo("glpat-value");
	}

	@Test
	void aMissingFileIsNoToken() {
		LoreException failure = failure("glpat-value", this.folder.resolve("absent"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET);
		assertThat(failure).hasMessageContaining("does not exist");
	}

	@Test
	void aFolderCannotBeRead() {
		assertThat(failure("glpat-value", this.folder).exitCode()).isEqualTo(ExitCode.IO);
	}

	@Test
	void aFileThatIsNoTextHoldsNoToken() throws IOException {
		Path file = Files.write(this.folder.resolve("token"), new byte[] { (byte) 0xff, (byte) 0xfe, 0 });
		assertThat(failure("glpat-value", file).exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
	}

	@Test
	void aHugeFileHoldsNoToken() throws IOException {
		LoreException failure = failure("glpat-value", file("x".repeat(65 * 1024)));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure).hasMessageContaining("larger than 64 KB");
	}

	@Test
	void aNameThatIsNoFileNameIsAConfigError() {
		GitLabProperties given = new TestClient("http://localhost").properties();
		GitLabProperties odd = new GitLabProperties(given.url(), null, "to\u0000ken", given.auth(), null,
				given.concurrency(), given.connectTimeout(), given.readTimeout(), given.requestTimeout(),
				given.maxResponseSize(), given.retry());
		assertThat(catchThrowableOfType(LoreException.class, () -> GitLabToken.from(odd)).exitCode())
			.isEqualTo(ExitCode.CONFIG_INVALID);
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.folder.resolve("token"), content, StandardCharsets.UTF_8);
	}

	private static GitLabProperties properties(Path file) {
		return new TestClient("http://localhost").token(null).properties(file);
	}

	private static LoreException failure(String token, Path file) {
		GitLabProperties properties = new TestClient("http://localhost").token(token).properties(file);
		return catchThrowableOfType(LoreException.class, () -> GitLabToken.from(properties));
	}

}
