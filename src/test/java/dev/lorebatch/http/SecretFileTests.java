package dev.lorebatch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link SecretFile} and {@link FilePermissions}.
 */
class SecretFileTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(FilePermissions.class);

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	@TempDir
	Path folder;

	@BeforeEach
	void listen() {
		this.events.start();
		this.logger.addAppender(this.events);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.events);
	}

	@ParameterizedTest
	@CsvSource({ "rw-r--r--, all users", "rw----r--, all users", "rw-r-----, its group" })
	void warnsInOneLineWhereOthersCanReadIt(String permissions, String readers) throws IOException {
		// given
		Path file = file(permissions);

		// when
		String line = secret(file.toString()).firstLine();

		// then
		assertThat(line).isEqualTo("s3cret");
		assertThat(warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning).contains(file.toString(), readers, "chmod 600")
				.doesNotContain("s3cret")
				.hasLineCount(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "r--------", "rw--wx-wx" })
	void saysNothingWhereOnlyTheOwnerCanReadIt(String permissions) throws IOException {
		secret(file(permissions).toString()).firstLine();
		assertThat(warnings()).isEmpty();
	}

	@Test
	void saysNothingOfTheGroupOfAFileThatIsLent() throws IOException {
		// given what a mounted secret looks like: of another user, readable by a group
		Path lent = file("rw-r-----");
		org.junit.jupiter.api.Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"only root can give a file away");
		Files.setAttribute(lent, "unix:uid", 4711);

		// when
		secret(lent.toString()).firstLine();

		// then
		assertThat(warnings()).isEmpty();
	}

	@Test
	void whatIsNoRegularFileHasNoReadersToWarnOf() {
		FilePermissions.warnIfShared("the token file", Path.of("/dev/null"));
		FilePermissions.warnIfShared("the token file", this.folder.resolve("absent"));
		assertThat(warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "glpat-SeCrEt0123456789", "acme-glpat-SeCrEt0123456789", "./glpat-SeCrEt0123456789",
			"Authorization: Basic SeCrEt/0123+456=", "SeCrEt/0123456789abcdef", "/etc/glcbt-64_SeCrEt0123456789",
			"SeCrEt0123456789", "SeCrEt0123456789.x", "SeCrEt\u00000123" })
	void aSecretThatIsGivenInPlaceOfItsFileIsNotRepeated(String name) {
		LoreException failure = catchThrowableOfType(LoreException.class, () -> secret(name).firstLine());
		assertThat(failure.getMessage() + failure.suggestion()).doesNotContain("SeCrEt")
			.contains("some.setting", "not the token itself");
		assertThat(warnings()).isEmpty();
	}

	@Test
	void aFileThatExistsIsNamedUnlessItLooksLikeAToken() throws IOException {
		Path empty = Files.createFile(this.folder.resolve("empty"));
		Path odd = Files.createFile(this.folder.resolve("glpat-SeCrEt0123456789"));
		assertThat(failure(empty)).hasMessage("the token file %s is empty", empty);
		assertThat(failure(odd)).hasMessage("the token file is empty");
	}

	@Test
	void aPathToNowhereIsNamed() {
		LoreException failure = failure(this.folder.resolve("absent"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET);
		assertThat(failure).hasMessage("the token file %s does not exist", this.folder.resolve("absent"));
	}

	private Path file(String permissions) throws IOException {
		Path file = Files.writeString(this.folder.resolve("secret"), "s3cret\n");
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
	}

	private List<String> warnings() {
		return this.events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static LoreException failure(Path file) {
		return catchThrowableOfType(LoreException.class, () -> secret(file.toString()).firstLine());
	}

	private static SecretFile secret(String name) {
		return SecretFile.of("some.setting", "token", ExitCode.TOKEN_NOT_SET, name);
	}

}
