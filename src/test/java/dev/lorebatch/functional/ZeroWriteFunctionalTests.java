package dev.lorebatch.functional;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Commands that look and do not touch.
 */
class ZeroWriteFunctionalTests {

	private static final String[] PREFLIGHT_ONLY = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--mr", "4",
			"--preflight-only" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void preflightOnlyPerformsZeroWrites() throws SQLException {
		LoreHome home = LoreHome.of(this.folder, this.sample.url());
		LoreHome xdg = LoreHome.of(this.folder.resolve("xdg"), this.sample.url());
		xdg.with("XDG_DATA_HOME", xdg.root().resolve("data").toString())
			.with("XDG_CONFIG_HOME", xdg.root().resolve("config").toString())
			.with("XDG_STATE_HOME", xdg.root().resolve("state").toString())
			.with("XDG_CACHE_HOME", xdg.root().resolve("cache").toString());
		LoreProcess found = home.start(PREFLIGHT_ONLY);
		LoreProcess missing = xdg.start("sync", "-p", "harbor/lighthouse", "--issue", "1,6,13", "--preflight-only");
		CliResult result = found.await();
		assertThat(result).succeeded();
		assertThat(result.data().path("entities").size()).isEqualTo(3);
		assertThat(result.data().path("counters").path("requests").asInt()).isEqualTo(3);
		CliResult failed = missing.await();
		assertThat(failed).failedWithResult(ExitCode.NOT_FOUND)
			.hasMessageContaining("#6 (not found)", "#13 (not found)");
		assertThat(home.files()).as("a fresh home").isEmpty();
		assertThat(xdg.files()).as("a fresh home with XDG folders").isEmpty();

		home = home.warmRuns();
		assertThat(home.run("sync", "-p", "harbor/lighthouse", "--issue", "1", "--no-docs")).succeeded();
		Map<String, String> before = home.database().fingerprint();
		assertThat(home.run(PREFLIGHT_ONLY)).succeeded();
		assertThat(home.database().fingerprint()).as("an existing database").isEqualTo(before);

		try (Connection other = home.database().connect(); Statement statement = other.createStatement()) {
			statement.executeUpdate("UPDATE issues SET title = 'changed by another program'");
			Map<String, String> open = home.database().fingerprint();
			assertThat(open).as("another program has the database open").containsKeys("", "-wal", "-shm");
			assertThat(home.run(PREFLIGHT_ONLY)).succeeded();
			assertThat(home.database().fingerprint()).isEqualTo(open);
		}
	}

	@Test
	void dryRunPerformsZeroNetworkCalls() throws IOException {
		try (ServerSocket gitlab = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			URI url = URI.create("http://127.0.0.1:" + gitlab.getLocalPort());
			LoreHome home = LoreHome.of(this.folder, url).without("LORE_GITLAB_TOKEN");
			LoreProcess robot = home.start("sync", "-p", "harbor/lighthouse", "--issue", "2,1", "--mr", "4",
					"--dry-run");
			LoreProcess human = home.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--no-embed", "--dry-run",
					"--human");
			LoreProcess both = home.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--dry-run",
					"--preflight-only");
			CliResult plan = robot.await();
			assertThat(plan).succeeded();
			assertThat(plan.data().path("issues").toString()).isEqualTo("[1,2]");
			assertThat(plan.data().path("requests").path("total").asInt()).isEqualTo(1 + 2 + 5 + 5 + 6 + 2);
			CliResult text = human.await();
			assertThat(text).hasExitCode(ExitCode.COMPLETED);
			assertThat(text.stdout()).contains("phases preflight, ingest, dependents, docs\n", "nothing was written");
			assertThat(both.await()).failedWith(ExitCode.USAGE);
			gitlab.setSoTimeout(1);
			assertThatExceptionOfType(SocketTimeoutException.class).as("connections").isThrownBy(gitlab::accept);
			assertThat(home.files()).isEmpty();
		}
	}

}
