package dev.lorebatch.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the commands say of what is gone and of what was moved.
 */
class GoneIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private SampleProject project;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.project = this.sample.project(PROJECT);
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void whatIsGoneIsListedOnlyIfAskedForAndSaysSo() {
		run("sync", "-p", PROJECT, "--no-embed");
		this.project.issue(1).delete();
		InProcess.Ended ended = run("sync", "-p", PROJECT, "--reconcile", "--run-id", "nightly");
		JsonNode data = data(ended);
		assertThat(data.path("counters").path("ingest").path("gone").asInt()).as(ended.toString()).isOne();
		assertThat(data.path("projects").get(0).path("issues").path("gone").asInt()).isOne();
		assertThat(references("issues")).isNotEmpty().doesNotContain(PROJECT + "#1");
		assertThat(references("issues", "--gone")).containsExactly(PROJECT + "#1");
		assertThat(data(run("issues", "--gone")).path("issues").get(0).path("gone_at").asString()).startsWith("20");
		JsonNode shown = data(run("issue", "1", "-p", PROJECT));
		assertThat(shown.path("gone_run_id").asString()).isEqualTo("nightly");
		assertThat(shown.path("gone_at").asString()).startsWith("20");
		assertThat(data(run("issue", "2", "-p", PROJECT)).path("gone_at").isNull()).isTrue();
		assertThat(run("issue", "1", "-p", PROJECT, "--human").stdout())
			.contains("gone: not found or not visible to the token any more", "by run nightly");
	}

	@Test
	void whatIsDeletedWhileItIsFetchedIsSaidAndIsNoFailure() throws Exception {
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> {
				if (path.endsWith("/issues/1/discussions") && this.project.issueIids().contains(1L)) {
					this.project.issue(1).delete();
				}
				return null;
			});
			InProcess.Ended ended = run("sync", "-p", PROJECT, "--issue", "1,2", "--run-id", "asked", "--gitlab-url",
					gitlab.url().toString());
			assertThat(ended.exitCode()).as(ended.toString()).isZero();
			JsonNode entity = data(ended).path("entities").get(0);
			assertThat(entity.path("outcome").asString()).isEqualTo("gone");
			assertThat(entity.path("verification").asString()).isEqualTo("unproven");
			assertThat(entity.has("error")).isFalse();
			assertThat(data(ended).path("counters").path("dependents").path("gone").asInt()).isOne();
			assertThat(data(ended).path("recovery_actions")).isEmpty();
		}
		assertThat(run("runs", "show", "asked", "--human").stdout())
			.contains("gone, inserted: not found or not visible to the token any more");
		assertThat(references("issues", "--gone")).containsExactly(PROJECT + "#1");
	}

	@Test
	void aMovedIssueSaysWhereItIsWhetherThatIsMirroredOrNot() {
		Instant at = Instant.parse("2026-11-25T10:00:00Z");
		long iid = this.project.issue(2).moveTo(this.sample.project("harbor/lighthouse"), at).iid();
		String target = "harbor/lighthouse#" + iid;
		run("sync", "-p", PROJECT, "--issue", "2", "--no-embed");
		JsonNode moved = data(run("issue", "2", "-p", PROJECT)).path("moved_to");
		assertThat(moved.path("reference").asString()).as("GitLab noted it").isEqualTo(target);
		assertThat(moved.path("gitlab_id").isIntegralNumber()).isTrue();
		run("sync", "-p", "harbor/lighthouse", "--issue", String.valueOf(iid), "--no-embed");
		assertThat(data(run("issue", "2", "-p", PROJECT)).path("moved_to").path("reference").asString())
			.isEqualTo(target);
		assertThat(data(run("issue", String.valueOf(iid), "-p", "harbor/lighthouse")).has("moved_to")).isFalse();
	}

	@Test
	void reconcileIsForWholeProjects() {
		for (String[] line : List.of(new String[] { "sync", "-p", PROJECT, "--issue", "1", "--reconcile" },
				new String[] { "sync", "--from-webhook", "-", "--reconcile" },
				new String[] { "--spring.batch.job.name=surgicalSync", "runId=r", "project=" + PROJECT, "issues=1",
						"reconcile=true" })) {
			assertThat(ended(line).exitCode()).as(String.join(" ", line)).isEqualTo(ExitCode.USAGE.number());
		}
		assertThat(plansToReconcile("sync", "-p", PROJECT, "--reconcile", "--dry-run")).isTrue();
		assertThat(plansToReconcile("sync", "-p", PROJECT, "--dry-run")).isFalse();
		String job = "--spring.batch.job.name=incrementalSync";
		assertThat(plansToReconcile(job, "runId=r", "projects=" + PROJECT, "reconcile=true", "--dry-run")).isTrue();
		assertThat(plansToReconcile(job, "runId=r", "projects=" + PROJECT, "reconcile=false", "--dry-run")).isFalse();
	}

	private boolean plansToReconcile(String... arguments) {
		return data(run(arguments)).path("reconcile").asBoolean();
	}

	private List<String> references(String... arguments) {
		List<String> references = new ArrayList<>();
		data(run(arguments)).path("issues")
			.values()
			.forEach((entry) -> references.add(entry.path("reference").asString()));
		return references;
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private InProcess.Ended run(String... arguments) {
		InProcess.Ended ended = ended(arguments);
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		return ended;
	}

	private InProcess.Ended ended(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString());
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
