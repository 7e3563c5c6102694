package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Files that no database can be in, or that may only be read: one line, the right exit
 * code, and the file is as it was. What can be tried without a process of its own is in
 * {@code cli.BadFileIntegrationTests}.
 */
@DisabledOnOs(OS.WINDOWS)
class BadFileFunctionalTests {

	private static final List<String> SYNC = List.of("sync", "-p", "harbor/lighthouse", "--issue", "1");

	private static final List<String> LIST = List.of("runs", "list");

	private static final List<String> RESTART = List.of("runs", "restart", "r1");

	private static final List<String> CHECK = List.of("db", "check");

	private static final List<String> BACKUP = List.of("db", "backup", "copy.db");

	@TempDir
	static Path shared;

	private static SampleGitLab sample;

	private static byte[] good;

	@TempDir
	Path folder;

	private LoreHome home;

	private Path file;

	private List<String> launcher = List.of();

	@BeforeAll
	static void syncOnce() throws IOException {
		sample = SampleGitLab.start(SampleOptions.defaults());
		LoreHome before = LoreHome.of(shared, sample.url()).warm();
		assertThat(before.run("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--run-id", "r1")).succeeded();
		good = Files.readAllBytes(before.databaseFile());
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@BeforeEach
	void start() {
		this.home = LoreHome.of(this.folder, sample.url()).warmRuns();
		this.file = this.home.currentFolder().resolve("bad.db");
	}

	@Test
	void aPipeIsTenAndNobodyWaitsForIt() throws Exception {
		Process mkfifo = new ProcessBuilder("mkfifo", this.file.toString()).start();
		assumeTrue(mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "no pipes here");
		assertFail(ExitCode.DATABASE, List.of(SYNC, LIST, CHECK));
	}

	@Test
	void aDeviceIsTen() {
		this.file = Path.of("/dev/null");
		assertFail(ExitCode.DATABASE, List.of(SYNC, CHECK));
		assertThat(Path.of("/dev/null-wal")).doesNotExist();
	}

	@Test
	void aLinkThatLeadsNowhereIsTwelve() throws IOException {
		Path nowhere = this.home.currentFolder().resolve("nowhere.db");
		Files.createSymbolicLink(this.file, nowhere);
		assertFail(ExitCode.IO, List.of(SYNC, LIST));
		assertThat(nowhere).doesNotExist();
		assertThat(this.file).isSymbolicLink();
	}

	@Test
	@LongVersion
	void oddNamesAndLinksAreGood() throws IOException {
		Path odd = Files.write(this.home.currentFolder().resolve("můj mirror #1 100%.db"), good);
		this.home = this.home.cold().with("LC_ALL", "C.UTF-8");
		Path link = Files.createSymbolicLink(this.file, odd);
		for (Path path : List.of(odd, link)) {
			assertThat(run(path, List.of("runs", "show", "r1"))).succeeded();
			assertThat(run(path, CHECK)).succeeded();
		}
		assertThat(run(link, List.of("db", "backup", "mé zálohy.db"))).succeeded();
		assertThat(this.home.currentFolder().resolve("mé zálohy.db")).isRegularFile();
	}

	/**
	 * SQLite knows by checksums that the side file is not this database's.
	 */
	@Test
	void garbageInTheSideFileHarmsNothing() throws IOException {
		Files.write(this.file, good);
		Path wal = Files.write(Path.of(this.file + "-wal"), "not a log at all ".repeat(500).getBytes());
		CliResult check = run(this.file, CHECK);
		assertThat(check).succeeded();
		assertThat(wal).as("db check leaves even that alone").hasContent("not a log at all ".repeat(500));
		assertThat(run(this.file, List.of("runs", "show", "r1"))).succeeded();
		assertThat(run(this.file, SYNC)).succeeded();
		assertThat(new TestDatabase(this.file).text("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/**
	 * Permissions do not bind root, so root gives up its rights.
	 */
	@Test
	void aFolderThatMayOnlyBeReadCanBeLookedAtAndIsTwelveForWhatWrites() throws Exception {
		Files.write(this.file, good);
		this.launcher = launcherWithoutRoot();
		this.file.toFile().setWritable(true, false);
		this.home.currentFolder().toFile().setWritable(false, false);
		try {
			assertReads();
			assertFail(ExitCode.IO, List.of(SYNC, RESTART, BACKUP));
			assertThat(start(SYNC).await()).hasMessageContaining("read-only here", "may not write to its folder");
			assertThat(this.home.currentFolder().toFile().list()).containsExactly("bad.db");
		}
		finally {
			this.home.currentFolder().toFile().setWritable(true, true);
		}
	}

	@Test
	void aReadOnlyMountCanBeLookedAtAndIsTwelveForWhatWrites() throws Exception {
		Path disk = mount();
		try {
			this.file = Files.write(disk.resolve("bad.db"), good);
			remountReadOnly(disk);
			assertReads();
			assertFail(ExitCode.IO, List.of(SYNC, RESTART));
			assertThat(start(SYNC).await()).hasMessageContaining("read-only here", "file system may only be read");
			assertThat(disk.toFile().list()).containsExactly("bad.db");
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	@Test
	void anOlderSchemaOnAReadOnlyMountIsElevenAndACopyHelps() throws Exception {
		Path disk = mount();
		try {
			this.file = Files.write(disk.resolve("bad.db"), good);
			new TestDatabase(this.file).execute(
					"DELETE FROM flyway_schema_history WHERE installed_rank = "
							+ "(SELECT max(installed_rank) FROM flyway_schema_history)",
					"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = WAL");
			remountReadOnly(disk);
			CliResult refused = start(List.of("search", "tide")).await();
			assertThat(refused).failedWith(ExitCode.MIGRATION_FAILED)
				.hasMessageContaining("cannot be brought up to date");
			JsonNode actions = refused.error().path("actions");
			assertThat(actions.get(0).path("command").asString()).contains("db backup copy-of-bad.db --database");
			assertThat(actions.get(1).path("command").asString()).endsWith("runs list --database copy-of-bad.db");
			assertThat(disk.toFile().list()).containsExactly("bad.db");
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	/**
	 * Whoever writes by the other name has the log beside that.
	 */
	@Test
	void aFileWithAnotherNameIsNotReadWhereItMayOnlyBeRead() throws Exception {
		this.launcher = launcherWithoutRoot();
		Path elsewhere = Files.createDirectory(this.home.currentFolder().resolve("elsewhere"));
		Path original = Files.write(elsewhere.resolve("lore.db"), good);
		this.file = Files.createLink(this.home.currentFolder().resolve("bad.db"), original);
		this.home.currentFolder().toFile().setWritable(false, false);
		try {
			assertThat(start(List.of("search", "tide")).await()).failedWith(ExitCode.IO)
				.hasMessageContaining("has another name");
		}
		finally {
			this.home.currentFolder().toFile().setWritable(true, true);
		}
	}

	/**
	 * What the log holds is not in the file, and to read it SQLite has to write.
	 */
	@Test
	void aLogOnAReadOnlyMountIsTwelveAndACopyHelps() throws Exception {
		Path disk = mount();
		try {
			this.file = Files.write(disk.resolve("bad.db"), good);
			leaveLog();
			remountReadOnly(disk);
			for (List<String> command : List.of(LIST, CHECK, List.of("search", "tide"), List.of("issue", "5"))) {
				CliResult refused = start(command).await();
				assertThat(refused).failedWith(ExitCode.IO)
					.hasMessageContaining("bad.db-wal", "file system may only be read");
				assertThat(refused.actions()).anyMatch((action) -> action.contains("db backup copy-of-bad.db"));
			}
			assertThat(execute("mount", "-o", "remount,rw", disk.toString())).isZero();
			assertThat(run(this.file, List.of("db", "backup", disk.resolve("copy.db").toString()))).succeeded();
			this.file = disk.resolve("copy.db");
			remountReadOnly(disk);
			assertReads();
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	/**
	 * Side files of another user would keep the owner out.
	 */
	@Test
	void readingTheFileOfAnotherUserLeavesNoSideFiles() throws Exception {
		Files.write(this.file, good);
		this.launcher = launcherWithoutRoot();
		this.file.toFile().setWritable(false, false);
		this.home.currentFolder().toFile().setWritable(true, false);
		assertReads();
		assertThat(this.home.currentFolder().toFile().list()).containsExactly("bad.db");
	}

	private void assertReads() {
		for (List<String> command : List.of(LIST, CHECK, List.of("search", "tide"), List.of("issue", "5"),
				List.of("issues"), List.of("related", "#5"), List.of("runs", "show", "r1"))) {
			assertThat(start(command).await()).as(String.join(" ", command)).succeeded();
		}
		Path copy = this.folder.resolve("tmp").resolve("copy.db");
		assertThat(start(List.of("db", "backup", "--force", copy.toString())).await()).succeeded();
	}

	/**
	 * A process that died left it.
	 */
	private void leaveLog() throws Exception {
		Path copy = Files.copy(this.file, this.folder.resolve("writer.db"));
		try (var connection = new TestDatabase(copy).connect(); var statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.executeUpdate("UPDATE issues SET title = title || ' again' WHERE iid = 5");
			Files.copy(Path.of(copy + "-wal"), Path.of(this.file + "-wal"));
		}
	}

	private Path mount() throws Exception {
		Path disk = Files.createDirectory(this.folder.resolve("disk"));
		assumeTrue(execute("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString()) == 0,
				"mounting is not allowed");
		return disk;
	}

	private static void remountReadOnly(Path disk) throws Exception {
		assertThat(execute("mount", "-o", "remount,ro", disk.toString())).isZero();
	}

	private static int execute(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
	}

	@Test
	void aFileThatMayOnlyBeReadCanBeLookedAtAndIsTwelveForASync() throws Exception {
		Files.write(this.file, good);
		this.launcher = launcherWithoutRoot();
		this.file.toFile().setWritable(false, false);
		this.home.currentFolder().toFile().setWritable(true, false);
		assertThat(start(SYNC).await()).failedWith(ExitCode.IO).hasMessageContaining("read-only");
		assertThat(start(LIST).await()).succeeded();
		assertThat(start(List.of("db", "check", "--quick")).await()).hasExitCode(ExitCode.COMPLETED);
		assertThat(start(BACKUP).await()).succeeded();
		assertThat(Files.readAllBytes(this.file)).isEqualTo(good);
	}

	private List<String> launcherWithoutRoot() throws Exception {
		List<String> words = this.home.launcherWithoutRoot();
		if (!words.isEmpty()) {
			List<String> look = new ArrayList<>(words);
			look.addAll(List.of("java", "-version"));
			assumeTrue(new ProcessBuilder(look).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0, "root cannot give up its rights here");
			assumeTrue(Files.getPosixFilePermissions(Path.of(System.getProperty("lore.jar", "target/lore-batch.jar")))
				.contains(PosixFilePermission.OTHERS_READ), "others may not read the jar");
		}
		return words;
	}

	/**
	 * All of the commands with {@code -Plong}, else the first: it is the file that
	 * matters.
	 */
	private void assertFail(ExitCode code, List<List<String>> commands) {
		Object before = contents();
		List<LoreProcess> processes = commands.stream()
			.limit(Boolean.getBoolean("lore.long") ? commands.size() : 1)
			.map(this::start)
			.toList();
		for (LoreProcess process : processes) {
			assertThat(process.await()).failedWith(code);
		}
		assertThat(contents()).as("the file is as it was").isEqualTo(before);
		assertThat(this.home.currentFolder().resolve("copy.db")).doesNotExist();
	}

	private Object contents() {
		try {
			return Files.isRegularFile(this.file, LinkOption.NOFOLLOW_LINKS)
					? Arrays.toString(Files.readAllBytes(this.file))
					: Files.readAttributes(this.file, "*", LinkOption.NOFOLLOW_LINKS).get("fileKey");
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private LoreProcess start(List<String> command) {
		return this.home.startBelow(this.launcher, arguments(this.file, command));
	}

	private CliResult run(Path database, List<String> command) {
		return this.home.run(arguments(database, command));
	}

	private static String[] arguments(Path database, List<String> command) {
		List<String> arguments = new ArrayList<>(command);
		arguments.addAll(List.of("--database", database.toString()));
		return arguments.toArray(String[]::new);
	}

}
