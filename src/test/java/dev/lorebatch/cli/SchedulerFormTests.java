package dev.lorebatch.cli;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SchedulerFormTests {

	private final CommandContext context = new CommandContext(Streams.ofProcess(), new ContextFactory(Object.class));

	@Test
	void becomesTheCommandSync() {
		assertThat(translate("runId=r-1", "project=group/project", "issues=1,2", "mrs=3")).containsExactly("sync",
				"--run-id=r-1", "--project=group/project", "--issue=1,2", "--mr=3");
	}

	@Test
	void understandsTypesAndIdentifyingFlagsOfSpringBatch() {
		assertThat(translate("runId=r-1,java.lang.String,true", "project=g/p,java.lang.String", "issues=1,2"))
			.containsExactly("sync", "--run-id=r-1", "--project=g/p", "--issue=1,2");
	}

	@Test
	void emptyListsNameNothing() {
		assertThat(translate("runId=r", "project=g/p", "issues=", "mrs=3")).containsExactly("sync", "--run-id=r",
				"--project=g/p", "--mr=3");
	}

	@Test
	void phasesCanBeSkipped() {
		assertThat(translate("runId=r", "project=g/p", "issues=1", "docs=false", "embed=true", "verify=false"))
			.contains("--no-docs", "--no-verify")
			.doesNotContain("--no-embed");
	}

	@Test
	void settingsBecomeOptionsWhereThereIsOne() {
		assertThat(translate("runId=r", "project=g/p", "issues=1", "--lore.database=x.db", "--lore.lock.wait=1s",
				"--robot"))
			.containsExactly("sync", "--run-id=r", "--project=g/p", "--issue=1", "--database=x.db", "--robot");
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown=1", "issue=1", "runId", "=1", "", "runId=r2", "issues=2", "docs=maybe", "embed=",
			"--lore.gitlab.token=secret", "--lore.gitlab.TOKEN=secret", "--lore.database", "--lore.gitlab.urll=x",
			"--lore.=x" })
	void whatIsNoParameterIsRefused(String argument) {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> translate("runId=r", "project=g/p", "issues=1", argument))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("secret"));
	}

	@Test
	void aParameterGivenTwiceIsNamed() {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> translate("runId=r", "project=g/p", "issues=1", "issues=2"))
			.withMessage("the parameter issues is given twice");
	}

	@Test
	void wholeProjectsHaveJobsOfTheirOwn() {
		assertThat(SchedulerForm.translate(List.of("--spring.batch.job.name=incrementalSync", "runId=r",
				"projects=g/p,h/**", "since=7d", "docs=false"), this.context))
			.containsExactly("sync", "--run-id=r", "--project=g/p", "--project=h/**", "--since=7d", "--no-docs");
		assertThat(SchedulerForm.translate(List.of("--spring.batch.job.name=fullSync", "runId=r", "projects=g/p"),
				this.context))
			.containsExactly("sync", "--full", "--run-id=r", "--project=g/p");
	}

	@Test
	void aJobTakesItsOwnParametersOnlyAndSurgicalSyncNeverBecomesOneOfWholeProjects() {
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> translate("runId=r", "project=g/p", "issues="))
			.withMessageContaining("name no IID");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> translate("runId=r", "projects=g/p"));
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> SchedulerForm.translate(
					List.of("--spring.batch.job.name=fullSync", "runId=r", "projects=g/p", "issues=1"), this.context))
			.withMessageContaining("is not a parameter of fullSync");
	}

	@Test
	void aValueIsNeverTakenForAnOption() {
		assertThat(translate("runId=--dry-run", "project=-p", "issues=1")).containsExactly("sync", "--run-id=--dry-run",
				"--project=-p", "--issue=1");
	}

	@Test
	void theRunIdIsRequiredAndTheJobMustExist() {
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> translate("project=g/p", "issues=1"));
		assertThatExceptionOfType(LoreException.class).isThrownBy(
				() -> SchedulerForm.translate(List.of("--spring.batch.job.name=other", "runId=r"), this.context));
	}

	private List<String> translate(String... arguments) {
		List<String> all = new java.util.ArrayList<>(List.of("--spring.batch.job.name=surgicalSync"));
		all.addAll(List.of(arguments));
		assertThat(SchedulerForm.isUsed(all.toArray(String[]::new))).isTrue();
		return List.of(SchedulerForm.translate(all, this.context));
	}

}
