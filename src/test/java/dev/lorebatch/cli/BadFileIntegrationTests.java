package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every command against every kind of file that is not a good database: one line, the
 * right exit code, and the file is as it was.
 */
class BadFileIntegrationTests {

	private static final List<List<String>> COMMANDS = List.of(
			List.of("sync", "-p", "harbor/lighthouse", "--issue", "1"), List.of("runs", "list"),
			List.of("runs", "show", "r1"), List.of("runs", "restart", "r1"), List.of("runs", "stop", "r1"),
			List.of("runs", "recover"), List.of("runs", "abandon", "r1"), List.of("db", "check"));

	@TempDir
	static Path shared;

	private static byte[] good;

	@TempDir
	Path folder;

	private Path file;

	private Path copy;

	@BeforeAll
	static void makeAGoodOne() throws IOException {
		try (TestDatabase database = TestDatabase.in(shared)) {
			long project = database.insertProject(7, "group/project");
			for (int iid = 1; iid <= 500; iid++) {
				database.insertIssue(project, iid);
			}
		}
		good = Files.readAllBytes(shared.resolve("lore.db"));
	}

	@BeforeEach
	void name() {
		this.file = this.folder.resolve("bad.db");
		this.copy = this.folder.resolve("copy.db");
	}

	@AfterEach
	void forgetThatThePackagedProgramMayHaveRun() {
		System.clearProperty("spring.aot.enabled");
	}

	@ParameterizedTest
	@CsvSource({ "zeroed header", "zeroed first page", "truncated", "one page only", "garbage behind the header",
			"not a database", "of another program" })
	void aFileThatIsNoGoodDatabaseIsTen(String kind) throws Exception {
		Files.write(this.file, bad(kind));
		assertEveryCommandFails(ExitCode.DATABASE);
	}

	@Test
	void aDatabaseOfANewerVersionIsEleven() throws Exception {
		Files.write(this.file, good);
		execute(this.file, "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, "
				+ "installed_by, execution_time, success) VALUES (99, '999', 'x', 'SQL', 'x', '', 0, 1)");
		assertEveryCommandFails(ExitCode.MIGRATION_FAILED);
	}

	@Test
	void aFolderIsTen() throws Exception {
		Files.createDirectory(this.file);
		assertEveryCommandFails(ExitCode.DATABASE);
		assertThat(this.file).isEmptyDirectory();
	}

	@Test
	void aQuestionMarkIsThree() throws Exception {
		this.file = this.folder.resolve("what?.db");
		Files.write(this.file, good);
		assertEveryCommandFails(ExitCode.CONFIG_INVALID);
	}

	/**
	 * Random bytes in the middle harm some rows only; what can be read can be read, and
	 * the check finds them.
	 */
	@Test
	void damageInTheMiddleIsFoundAndNotSpread() throws Exception {
		byte[] bytes = good.clone();
		Arrays.fill(bytes, bytes.length - 40_000, bytes.length - 8_000, (byte) 0x5a);
		Files.write(this.file, bytes);
		InProcess.Ended check = run(List.of("db", "check"));
		assertThat(check.exitCode()).isEqualTo(ExitCode.DATABASE.number());
		assertThat(check.stdout()).contains("\"check\":\"integrity\",\"severity\":\"error\"");
		assertThat(run(List.of("db", "backup", this.copy.toString())).exitCode()).isEqualTo(ExitCode.DATABASE.number());
		assertThat(this.copy).doesNotExist();
		assertThat(Files.readAllBytes(this.file)).isEqualTo(bytes);
	}

	private static byte[] bad(String kind) throws Exception {
		byte[] bytes = good.clone();
		switch (kind) {
			case "zeroed header" -> Arrays.fill(bytes, 0, 100, (byte) 0);
			case "zeroed first page" -> Arrays.fill(bytes, 0, 4096, (byte) 0);
			case "truncated" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
			case "one page only" -> bytes = Arrays.copyOf(bytes, 4096);
			case "garbage behind the header" -> Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
			case "not a database" -> bytes = "Dear diary, ".repeat(1000).getBytes(StandardCharsets.UTF_8);
			default -> {
				Path foreign = shared.resolve("foreign.db");
				execute(foreign, "CREATE TABLE people (name TEXT)");
				bytes = Files.readAllBytes(foreign);
			}
		}
		return bytes;
	}

	private static void execute(Path file, String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	private void assertEveryCommandFails(ExitCode code) throws IOException {
		byte[] before = Files.isRegularFile(this.file) ? Files.readAllBytes(this.file) : new byte[0];
		List<List<String>> commands = new ArrayList<>(COMMANDS);
		commands.add(List.of("db", "backup", this.copy.toString()));
		for (List<String> command : commands) {
			InProcess.Ended answer = run(command);
			assertThat(answer.exitCode()).as("%s: %s", command, answer).isEqualTo(code.number());
			assertThat(answer.stdout()).as("stdout of %s", command).isEmpty();
			assertThat(answer.stderr()).as("stderr of %s", command).hasLineCount(1).doesNotContain("Exception");
			JsonNode error = JsonMapper.shared().readTree(answer.stderr()).path("error");
			assertThat(error.path("code").asString()).isEqualTo(code.name());
			assertThat(error.path("suggestion").asString("")).as("what to do after %s", command).isNotBlank();
		}
		if (Files.isRegularFile(this.file)) {
			assertThat(Files.readAllBytes(this.file)).as("the file is as it was").isEqualTo(before);
		}
		assertThat(this.copy).doesNotExist();
	}

	private InProcess.Ended run(List<String> command) {
		List<String> arguments = new ArrayList<>(command);
		arguments.addAll(List.of("--database", this.file.toString(), "--gitlab-url", "http://127.0.0.1:9",
				"--token-file", token().toString(), "--robot"));
		return InProcess.run(new Surroundings(Map.of(), Path.of("")), arguments.toArray(String[]::new));
	}

	private Path token() {
		try {
			return Files.writeString(this.folder.resolve("token"), "secret");
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
