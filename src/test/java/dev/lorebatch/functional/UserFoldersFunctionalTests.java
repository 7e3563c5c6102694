package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Users without an entry in passwd, with another home than the one there, or with none:
 * files are where the user means, and never in a folder named {@code ?} or {@code ~}.
 */
@EnabledOnOs(OS.LINUX)
class UserFoldersFunctionalTests {

	/** Nobody has this number. */
	private static final List<String> NOBODY_KNOWN = List.of("setpriv", "--reuid=54321", "--regid=54321",
			"--clear-groups");

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.home = LoreHome.of(this.folder, this.sample.url());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void aUserWithoutEntryAndHomeIsToldAndLeavesNothing() throws Exception {
		List<String> user = userWithoutEntry();
		this.home.without("HOME").without("XDG_CACHE_HOME");
		for (String[] command : List.of(new String[] { "install" }, new String[] { "runs", "list" },
				new String[] { "sync", "-p", "harbor/lighthouse", "--issue", "1" },
				new String[] { "runs", "list", "--database", "~/lore.db" })) {
			assertThat(this.home.startPlainJarBelow(user, command).await()).failedWith(ExitCode.CONFIG_INVALID)
				.hasMessageContaining("no home folder", "no entry in passwd");
		}
		assertThat(this.home.currentFolder()).isEmptyDirectory();
		assertThat(this.home
			.startPlainJarBelow(user, "sync", "-p", "harbor/lighthouse", "--issue", "1", "--database", "here.db")
			.await()).succeeded();
		assertThat(this.home.currentFolder().toFile().list()).containsExactly("here.db");
	}

	@Test
	void aUserWithoutEntryKeepsTheLibraryInItsHome() throws Exception {
		List<String> user = userWithoutEntry();
		this.home.without("XDG_CACHE_HOME");
		assertThat(this.home.startPlainJarBelow(user, "sync", "-p", "harbor/lighthouse", "--issue", "1").await())
			.succeeded();
		assertThat(this.home.databaseFile()).isRegularFile();
		assertThat(this.home.home().resolve(".cache/lore")).isDirectory();
		assertThat(this.folder.resolve("tmp")).as("unpacked there only where there is no cache").isEmptyDirectory();
		assertThat(this.home.currentFolder()).isEmptyDirectory();
	}

	@Test
	void installGoesToTheHomeOfTheVariable() {
		CliResult installed = this.home.runPlainJar("install");
		assertThat(installed).succeeded();
		assertThat(installed.data().path("launcher").asString())
			.isEqualTo(this.home.home().resolve(".local/bin/lore").toString());
	}

	@Test
	void aTildeInASettingOrAnOptionIsTheHomeFolder() throws IOException {
		Path wanted = this.home.home().resolve("m/lore.db");
		Path token = Files.writeString(this.home.home().resolve("token"), "sample-token-full-access\n");
		LoreHome warm = this.home.warm().without("LORE_GITLAB_TOKEN");
		Path config = Files.writeString(this.home.home().resolve("l.yml"),
				"lore:\n  database: ~/m/lore.db\n  gitlab:\n    token-file: ~/token\n");
		String[] sync = { "sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1" };
		List<String> byFile = new ArrayList<>(List.of(sync));
		byFile.add("--config=~/l.yml");
		assertThat(warm.run(byFile.toArray(String[]::new))).succeeded();
		assertThat(wanted).isRegularFile();
		Files.delete(config);
		warm.with("LORE_DATABASE", "~/m/lore.db").with("LORE_GITLAB_TOKEN_FILE", "~/" + token.getFileName());
		assertThat(warm.run(sync).data().path("outcome").asString()).isEqualTo("already_complete");
		assertThat(warm.run("runs", "show", "r1", "--database=~/m/lore.db")).succeeded();
		assertThat(warm.run("db", "backup", "~/copy.db")).succeeded();
		assertThat(this.home.home().resolve("copy.db")).isRegularFile();
		assertThat(this.home.currentFolder()).isEmptyDirectory();
	}

	@Test
	void otherSyntaxOfAShellIsThree() throws IOException {
		LoreHome warm = this.home.warm();
		Path yml = Files.writeString(this.home.home().resolve("l.yml"), "lore:\n  database: $HOME/m/lore.db\n");
		assertThat(warm.run("runs", "list", "--config", yml.toString())).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.database '$HOME/m/lore.db'", "~/", "line 2");
		for (String name : List.of("$HOME/m/x", "~other/x", "$(pwd)/x", "`pwd`/x")) {
			for (String option : List.of("--database=", "--config=", "--token-file=")) {
				assertThat(warm.run("sync", "-p", "a/b", option + name)).as(option + name)
					.failedWith(ExitCode.CONFIG_INVALID);
			}
			assertThat(warm.run("db", "backup", name)).failedWith(ExitCode.CONFIG_INVALID);
			assertThat(warm.run("install", "--to", name)).failedWith(ExitCode.CONFIG_INVALID);
			assertThat(warm.run("sync", "--from-webhook", name)).failedWith(ExitCode.CONFIG_INVALID);
		}
		assertThat(this.home.currentFolder()).isEmptyDirectory();
	}

	/**
	 * The folders are this user's, so that it can write there.
	 */
	private List<String> userWithoutEntry() throws Exception {
		List<String> rights = this.home.launcherWithoutRoot();
		assumeTrue(!rights.isEmpty(), "only root can become a user without an entry in passwd");
		List<String> look = new ArrayList<>(NOBODY_KNOWN);
		look.addAll(List.of("java", "-version"));
		assumeTrue(new ProcessBuilder(look).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0, "setpriv is not there, or root cannot give up its rights here");
		assumeTrue(new ProcessBuilder("chown", "-R", "54321:54321", this.home.root().toString()).start().waitFor() == 0,
				"files cannot be given away here");
		return NOBODY_KNOWN;
	}

}
