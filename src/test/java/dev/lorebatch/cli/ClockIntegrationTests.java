package dev.lorebatch.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is claimed when the clock of this machine, or of another one that wrote before, is
 * wrong.
 */
class ClockIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

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
	void aFetchDatedInTheFutureIsOfUnknownAgeAndStale() {
		sync("r");
		date("r", Duration.ofDays(400));
		InProcess.Ended robot = run("issue", "1", "-p", PROJECT, "--max-age", "365d");
		assertThat(robot.exitCode()).isEqualTo(ExitCode.HEALTH_CHECK_FAILED.number());
		JsonNode freshness = JsonMapper.shared().readTree(robot.stdout()).path("data").path("freshness");
		assertThat(freshness.path("age_seconds").isNull()).isTrue();
		assertThat(freshness.path("age_note").asString()).contains("dated in the future");
		InProcess.Ended human = run("issue", "1", "-p", PROJECT, "--max-age", "365d", "--human");
		assertThat(human.stdout()).contains("all fetched at an unknown time (dated in the future")
			.doesNotContain("0 s ago");
		assertThat(human.stderr()).contains("dated in the future").contains("sync -p");
	}

	@Test
	void aFetchDatedInTheFutureDoesNotHideALaterOne() {
		sync("future");
		date("future", Duration.ofDays(400));
		sync("now");
		InProcess.Ended shown = run("issue", "1", "-p", PROJECT, "--max-age", "1d");
		assertThat(shown.exitCode()).isZero();
		JsonNode freshness = JsonMapper.shared().readTree(shown.stdout()).path("data").path("freshness");
		assertThat(freshness.path("dependents").path("run_id").asString()).isEqualTo("now");
		assertThat(freshness.path("age_note").isNull()).isTrue();
	}

	@Test
	void clocksThatDifferByASecondAreNothingToSpeakOf() {
		sync("r");
		date("r", Duration.ofSeconds(2));
		assertThat(run("issue", "1", "-p", PROJECT, "--max-age", "15m").exitCode()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void whetherAnEntitySettlesIsDecidedByTheTimeOfTheServer(long hours) throws Exception {
		this.sample.project(PROJECT).issue(5).addNote(Instant.now(), "keeper", "just now");
		try (TestMirror mirror = mirrorWithClock(Duration.ofHours(hours))) {
			mirror.run(new SurgicalRequest("r", PROJECT, List.of(1L, 5L), List.of(), false, false));
			assertThat(mirror.rows("SELECT iid, settling FROM sync_run_entities ORDER BY iid"))
				.extracting(Map::toString)
				.containsExactly("{iid=1, settling=0}", "{iid=5, settling=1}");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void whatSettlesIsLookedAtAgainByTheTimeOfTheServer(long hours) throws Exception {
		this.sample.project(PROJECT).issue(5).addNote(Instant.now(), "keeper", "just now");
		try (TestMirror mirror = mirrorWithClock(Duration.ofHours(hours))) {
			mirror.run(new ProjectSyncRequest("r", RunMode.FULL, List.of(PROJECT), null, false, false, false));
			assertThat(mirror.rows("SELECT reference FROM settling_entities")).extracting(Map::toString)
				.containsExactly("{reference=" + PROJECT + "#5}");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void whatChangedSinceAnHourAgoIsReckonedByTheTimeOfTheServer(long hours) throws Exception {
		this.sample.project(PROJECT).issue(5).addNote(Instant.now().minusSeconds(1_800), "keeper", "half an hour ago");
		this.sample.project(PROJECT).issue(1).addNote(Instant.now().minusSeconds(5_400), "keeper", "before that");
		try (TestMirror mirror = mirrorWithClock(Duration.ofHours(hours))) {
			mirror.run(new ProjectSyncRequest("r", RunMode.INCREMENTAL, List.of(PROJECT), "1h", false, false, false));
			assertThat(mirror.rows("SELECT iid FROM issues")).extracting(Map::toString).containsExactly("{iid=5}");
		}
	}

	/**
	 * A context whose local clock is off by that much.
	 */
	private TestMirror mirrorWithClock(Duration off) {
		return TestMirror.open(
				(context) -> context.registerBean("wrongClock", Clock.class, () -> Clock.offset(Clock.systemUTC(), off),
						(definition) -> definition.setPrimary(true)),
				this.folder.resolve("lore.db"), this.sample.url());
	}

	private void sync(String runId) {
		assertThat(run("sync", "-p", PROJECT, "--issue", "1", "--run-id", runId).exitCode()).isZero();
	}

	/**
	 * Dates what the run fetched, as a clock that is ahead would have.
	 */
	private void date(String runId, Duration ahead) {
		try (TestMirror mirror = TestMirror.open(this.folder.resolve("lore.db"), this.sample.url())) {
			mirror.jdbc()
				.sql("UPDATE sync_run_entities SET fetched_at = ? WHERE run_id = ?")
				.params(Timestamps.format(Instant.now().plus(ahead)), runId)
				.update();
		}
	}

	private InProcess.Ended run(String... arguments) {
		Map<String, String> environment = new HashMap<>();
		environment.put("LORE_GITLAB_URL", this.sample.url().toString());
		environment.put("LORE_GITLAB_TOKEN", SampleTokens.FULL);
		environment.put("LORE_DATABASE", this.folder.resolve("lore.db").toString());
		environment.put("HOME", this.folder.toString());
		return InProcess.run(new Surroundings(environment, this.folder), arguments);
	}

}
