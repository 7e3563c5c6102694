package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is typed: one clear line, the right exit code, nothing lost.
 */
class BadInputFunctionalTests {

	private static final int AT_ONCE = 4;

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.home = LoreHome.of(this.folder, this.sample.url()).warm();
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void badArgumentsAreUsageErrors() {
		String tooMany = IntStream.rangeClosed(1, 10_001).mapToObj(String::valueOf).collect(Collectors.joining(","));
		Map<List<String>, String> cases = new LinkedHashMap<>();
		for (String iid : List.of("0", "-1", "abc", "9223372036854775808", "1,,2", "", "1.5", "!4", "٣")) {
			cases.put(List.of("sync", "-p", "a/b", "--issue=" + iid), "IID");
		}
		cases.put(List.of("sync", "-p", "a/b", "--mr", tooMany), "10001 IIDs");
		cases.put(List.of("sync", "-p", "a/b", "--issue"), "--issue");
		for (String project : List.of("", "lonely", "a//b", "../b/c", "a/b\nc", "a/b?x=1", "0")) {
			cases.put(List.of("sync", "-p", project, "--issue", "1"), "project path");
		}
		cases.put(List.of("sync", "-p", "a/b", "--issue", "https://other.example/a/b/-/issues/1"), "configured GitLab");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "a/c#1"), "-p names a/b");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "1", "--robot", "--human"), "exclude");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "1", "--dry-run", "--preflight-only"), "--preflight-only");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "1", "--database="), "--database");
		cases.put(List.of("sync", "--issue", "1"), "no project");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "1", "--run-id", "with space"), "not a run id");
		cases.put(List.of("sync", "-p", "a/b", "--issue", "1", "-p", "a/c"), "-p names 2 projects");
		cases.put(List.of("frobnicate"), "frobnicate");
		cases.put(List.of("runs", "frobnicate"), "frobnicate");
		cases.put(List.of("runs", "show"), "<run-id>");
		cases.put(List.of("runs", "list", "-n", "0"), "-n 0");
		List<Map.Entry<List<String>, String>> pending = new ArrayList<>(cases.entrySet());
		for (int from = 0; from < pending.size(); from += AT_ONCE) {
			List<Map.Entry<List<String>, String>> batch = pending.subList(from,
					Math.min(from + AT_ONCE, pending.size()));
			List<LoreProcess> processes = batch.stream()
				.map((entry) -> this.home.start(entry.getKey().toArray(String[]::new)))
				.toList();
			for (int i = 0; i < batch.size(); i++) {
				assertThat(processes.get(i).await()).failedWith(ExitCode.USAGE)
					.hasMessageContaining(batch.get(i).getValue());
			}
		}
		assertThat(this.home.files()).isEmpty();
		assertThat(this.sample.requests()).isEmpty();
	}

	@Test
	void badSchedulerParametersAreUsageErrors() {
		String job = "--spring.batch.job.name=surgicalSync";
		LoreProcess twice = this.home.start(job, "runId=r1", "project=a/b", "issues=1", "issues=2");
		LoreProcess quoted = this.home.start(job, "runId=r1", "project=a/b", "issues='1,2'");
		LoreProcess unknown = this.home.start(job, "runId=r1", "project=a/b", "issues=1", "--lore.lock.waits=1s");
		assertThat(twice.await()).failedWith(ExitCode.USAGE).hasMessageContaining("issues is given twice");
		assertThat(quoted.await()).failedWith(ExitCode.USAGE).hasMessageContaining("is not an IID");
		assertThat(unknown.await()).failedWith(ExitCode.USAGE).hasMessageContaining("did you mean --lore.lock.wait");
		assertThat(this.home.files()).isEmpty();
	}

	@Test
	void urlsAndReferencesNameTheSameEntitiesAsIids() {
		String url = this.sample.url() + "/harbor/lighthouse/-/issues/2?tab=x#note_1";
		LoreProcess named = this.home.start("sync", "--issue", url, "--issue", "harbor/lighthouse#1,#2", "--dry-run");
		CliResult synced = this.home.run("sync", "--issue", url, "--run-id", "r1", "--no-embed");
		assertThat(synced).succeeded();
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "2", "--run-id", "r1", "--no-embed"))
			.succeeded();
		assertThat(this.home.database().run("r1")).containsEntry("project", "harbor/lighthouse")
			.containsEntry("attempts", 1);
		CliResult plan = named.await();
		assertThat(plan).succeeded();
		assertThat(plan.data().path("issues").toString()).isEqualTo("[1,2]");
		assertThat(plan.data().path("project").asString()).isEqualTo("harbor/lighthouse");
	}

	@Test
	void badConfigFilesAndTokensAreOneLine() throws IOException {
		Path folder = this.home.currentFolder();
		Path unknown = Files.writeString(folder.resolve("unknown.yml"), "lore:\n  gitlab:\n    concurency: 3\n");
		Path binary = Files.write(folder.resolve("binary.yml"), new byte[] { 0, (byte) 0xff, 1 });
		Path empty = Files.createFile(folder.resolve("token"));
		int before = this.home.files().size();
		String[] sync = { "sync", "-p", "harbor/lighthouse", "--issue", "1" };
		LoreProcess[] processes = { this.home.start(with(sync, "--dry-run", "--config", unknown.toString())),
				this.home.start(with(sync, "--dry-run", "--config", binary.toString())),
				this.home.start(with(sync, "--dry-run", "--config", folder.toString())),
				this.home.start(with(sync, "--token-file", empty.toString())) };
		assertThat(processes[0].await()).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.gitlab.concurency", "line 3", "did you mean lore.gitlab.concurrency");
		assertThat(processes[1].await()).failedWith(ExitCode.CONFIG_INVALID).hasMessageContaining("binary.yml");
		assertThat(processes[2].await()).failedWith(ExitCode.IO).hasMessageContaining("is a folder");
		assertThat(processes[3].await()).failedWith(ExitCode.TOKEN_NOT_SET).hasMessageContaining("is empty");
		assertThat(this.home.startWithInput("\n", with(sync, "--token-file", "-")).await())
			.failedWith(ExitCode.TOKEN_NOT_SET)
			.hasMessageContaining("no token came from stdin");
		assertThat(this.home.files()).as("nothing was written").hasSize(before);
		assertThat(this.sample.requests()).isEmpty();
	}

	private static String[] with(String[] arguments, String... more) {
		return java.util.stream.Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
	}

	@Test
	void badSettingsAreConfigErrors() throws IOException {
		Map<String, String> settings = Map.of("LORE_GITLAB_URL", "ftp://gitlab.example", "LORE_GITLAB_CONCURRENCY", "0",
				"LORE_LOCK_WAIT", "soon", "LORE_EMBEDDING_PROVIDER", "crystal-ball", "LORE_GITLAB_RETRY_MAXATTEMPTS",
				"-1");
		List<LoreHome> homes = new ArrayList<>();
		List<LoreProcess> processes = new ArrayList<>();
		settings.forEach((name, value) -> {
			LoreHome other = LoreHome.of(this.folder.resolve(name), this.sample.url()).warm().with(name, value);
			homes.add(other);
			processes.add(other.start("sync", "-p", "harbor/lighthouse", "--issue", "1"));
		});
		for (LoreProcess process : processes) {
			assertThat(process.await()).failedWith(ExitCode.CONFIG_INVALID).hasMessageContaining("lore.");
		}
		assertThat(homes).allSatisfy((other) -> {
			if (other.database().exists()) {
				assertThat(other.database().number("SELECT count(*) FROM sync_runs")).isZero();
			}
		});
	}

	@Test
	void damagedDatabaseIsNeverMadeWorse() throws IOException {
		assertThat(this.home.run("sync", "-p", "harbor/charts", "--mr", "1", "--run-id", "r1")).succeeded();
		Path corrupt = this.home.currentFolder().resolve("corrupt.db");
		byte[] bytes = Files.readAllBytes(this.home.databaseFile());
		for (int i = 100; i < bytes.length; i++) {
			bytes[i] = (byte) (i * 31);
		}
		Files.write(corrupt, bytes);
		Path foreign = this.home.currentFolder().resolve("foreign.db");
		new TestDatabase(foreign).execute("CREATE TABLE people (name TEXT)", "INSERT INTO people VALUES ('keeper')");
		byte[] before = Files.readAllBytes(foreign);
		LoreProcess onCorrupt = this.home.start("sync", "-p", "harbor/charts", "--mr", "1", "--database", "corrupt.db");
		LoreProcess onForeign = this.home.start("sync", "-p", "harbor/charts", "--mr", "1", "--database", "foreign.db");
		LoreProcess look = this.home.start("runs", "--database", "corrupt.db");
		assertThat(onCorrupt.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("corrupt");
		assertThat(look.await()).failedWith(ExitCode.DATABASE);
		CliResult refused = onForeign.await();
		assertThat(refused).failedWith(ExitCode.DATABASE).hasMessageContaining("another program");
		assertThat(Arrays.equals(Files.readAllBytes(foreign), before)).as("another program's database is unchanged")
			.isTrue();
	}

	@Test
	void readOnlyFolderIsAnIoError() {
		Path locked = this.home.currentFolder().resolve("locked");
		Assumptions.assumeThat(locked.toFile().mkdir() && locked.toFile().setWritable(false)).isTrue();
		Assumptions.assumeThat(Files.isWritable(locked)).as("root may write everywhere").isFalse();
		assertThat(this.home.run("sync", "-p", "harbor/charts", "--mr", "1", "--database", "locked/lore.db"))
			.failedWith(ExitCode.IO)
			.hasMessageContaining("permission denied");
	}

}
