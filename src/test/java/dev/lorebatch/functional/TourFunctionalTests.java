package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The tour of {@code scripts/tour} visits every command, finds what it is looking for,
 * and finds nothing in the commands that are walked here. All of it takes some minutes
 * and is for people.
 */
@EnabledOnOs(OS.LINUX)
class TourFunctionalTests {

	private static final Path TOUR = Path.of("scripts/tour").toAbsolutePath();

	@TempDir
	Path folder;

	/**
	 * A new command has to be added to the tour.
	 */
	@Test
	void everyCommandIsVisited() throws IOException {
		String tour = Files.readString(TOUR);
		List<String> missing = new ArrayList<>();
		LoreHome home = new LoreHome(this.folder).warm();
		for (JsonNode command : home.run("robot-docs").data().path("commands")) {
			String name = command.path("command").asString();
			if (!tour.matches("(?s).*\\n\\t*visit (\\S+|\"\\$[12]\") " + name + "(?![a-z-]).*")) {
				missing.add(name);
			}
		}
		assertThat(tour).contains("visit 0 search");
		assertThat(missing).isEmpty();
	}

	@Test
	void theTourFindsNothingWithoutLocaleAndUser() throws Exception {
		CliResult ended = tour(Map.of(), "bare,user,locale", "search,issues,runs show,db backup");
		assertThat(ended.stdout()).as(ended.stderr()).contains(" 0 findings, skipped:");
		assertThat(ended.stdout().lines().filter((line) -> line.matches("(bare|locale): [1-9].* commands, 0 findings")))
			.hasSize(2);
		assertThat(ended.exitCode()).isZero();
	}

	/**
	 * A program that shows a stack trace, leaves a file and exits with something else.
	 */
	@Test
	void theTourFindsWhatItLooksFor() throws Exception {
		Path java = Files.createDirectories(this.folder.resolve("jdk/bin")).resolve("java");
		Files.writeString(java, """
				#!/bin/sh
				case " $* " in
				*" mrs "*)
					echo 'java.lang.NullPointerException: no' >&2
					touch '~'
					exit 1
					;;
				esac
				exec '%s/bin/java' "$@"
				""".formatted(System.getProperty("java.home")));
		assertThat(java.toFile().setExecutable(true)).isTrue();
		CliResult ended = tour(Map.of("JAVA_HOME", this.folder.resolve("jdk").toString()), "bare", "mrs,issues");
		assertThat(ended.stdout().lines().filter((line) -> line.startsWith("FINDING "))).containsExactly(
				"FINDING bare: mrs ended with 1, not with 0", "FINDING bare: mrs shows a stack trace: Exception",
				"FINDING bare: mrs left ./here/~ ");
		assertThat(ended.stdout()).contains("bare: 2 commands, 3 findings");
		assertThat(ended.exitCode()).isOne();
	}

	private CliResult tour(Map<String, String> variables, String stages, String only) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(TOUR.toString(), "--jar", LoreProgram.JAR.toString(), "--stages",
				stages, "--only", only)
			.redirectOutput(this.folder.resolve("out").toFile())
			.redirectError(this.folder.resolve("err").toFile());
		Map<String, String> environment = new TreeMap<>(variables);
		environment.put("PATH", System.getenv("PATH"));
		builder.environment().clear();
		builder.environment().putAll(environment);
		Process process = builder.start();
		if (!process.waitFor(5, TimeUnit.MINUTES)) {
			process.destroy();
			fail("The tour did not end: %s", Files.readString(this.folder.resolve("out")));
		}
		return new CliResult(process.exitValue(), Files.readString(this.folder.resolve("out")),
				Files.readString(this.folder.resolve("err")));
	}

}
