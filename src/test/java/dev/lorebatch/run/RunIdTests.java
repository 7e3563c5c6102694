package dev.lorebatch.run;

import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RunId}, {@link Phase}, {@link EntityOutcome} and
 * {@link SurgicalRequest}.
 */
class RunIdTests {

	@Test
	void generatedIdsAreValidDistinctAndSortByTime() {
		List<String> ids = Stream.generate(RunId::generate).limit(1_000).toList();
		assertThat(ids).doesNotHaveDuplicates()
			.isSorted()
			.allSatisfy((id) -> assertThat(RunId.validate(id)).isEqualTo(id));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "nightly-2026.03.01_1", "01JNV0000000000000000000000",
			"1234567890123456789012345678901234567890123456789012345678901234" })
	void acceptsNamesOfSchedulers(String runId) {
		assertThat(RunId.validate(runId)).isEqualTo(runId);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "a,b", "a=b", "é", "a\n", "%", "'", "$(x)",
			"12345678901234567890123456789012345678901234567890123456789012345" })
	void refusesTheRest(String runId) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> RunId.validate(runId))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE))
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).hasSize(1));
	}

	@Property(tries = 500)
	void anythingElseIsAUsageErrorOfOneLine(@ForAll String text) {
		try {
			assertThat(RunId.validate(text)).isEqualTo(text).matches("[A-Za-z0-9._-]{1,64}");
		}
		catch (LoreException ex) {
			assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE);
			assertThat(ex.getMessage().chars()).noneMatch(Character::isISOControl);
		}
	}

	@ParameterizedTest
	@EnumSource(Phase.class)
	void phasesAreFoundByTheirStep(Phase phase) {
		assertThat(Phase.ofStep(phase.stepName())).isEqualTo(phase);
		assertThat(phase.mutates()).isEqualTo(phase != Phase.PREFLIGHT);
	}

	@Test
	void theNamesOfThePhasesAreFrozen() {
		assertThat(Stream.of(Phase.values()).map(Phase::stepName)).containsExactly("preflight", "ingest", "dependents",
				"docs", "embed");
		assertThatIllegalArgumentException().isThrownBy(() -> Phase.ofStep("done"));
	}

	@ParameterizedTest
	@EnumSource(EntityOutcome.class)
	void outcomesAreFoundByTheirValue(EntityOutcome outcome) {
		assertThat(EntityOutcome.ofValue(outcome.value())).isEqualTo(outcome);
	}

	@Test
	void requestsListIssuesFirst() {
		SurgicalRequest request = new SurgicalRequest("R", "g/p", List.of(1L, 2L), List.of(1L), true, false);
		assertThat(request.entities()).containsExactly(EntityRef.issue(1), EntityRef.issue(2),
				EntityRef.mergeRequest(1));
		assertThat(request.iids(EntityKind.MERGE_REQUEST)).containsExactly(1L);
		assertThat(request).isEqualTo(new SurgicalRequest("R", "g/p", List.of(1L, 2L), List.of(1L), true, false));
	}

}
