package dev.lorebatch.failure;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExitCodeTests {

	/**
	 * The contract: schedulers rely on these numbers.
	 */
	@Test
	void numbersAreThePublishedOnes() {
		assertThat(Arrays.stream(ExitCode.values()).map((code) -> code.number() + " " + code.name())).containsExactly(
				"0 COMPLETED", "1 INTERNAL_ERROR", "2 USAGE", "3 CONFIG_INVALID", "4 TOKEN_NOT_SET",
				"5 AUTHENTICATION_FAILED", "6 NOT_FOUND", "7 RATE_LIMITED", "8 NETWORK", "9 LOCKED", "10 DATABASE",
				"11 MIGRATION_FAILED", "12 IO", "13 TRANSFORM", "14 EMBEDDING_UNAVAILABLE", "15 MODEL_NOT_FOUND",
				"16 EMBEDDING_FAILED", "17 NOT_FOUND_LOCALLY", "18 AMBIGUOUS", "19 HEALTH_CHECK_FAILED",
				"20 CONFIG_NOT_FOUND", "21 RUN_FAILED", "22 NOT_RESTARTABLE", "24 OUT_OF_MEMORY", "129 HUNG_UP",
				"130 INTERRUPTED", "143 TERMINATED");
	}

	@Test
	void onlyWhatHelpsIsRetryable() {
		List<Integer> retryable = Arrays.stream(ExitCode.values())
			.filter(ExitCode::retryable)
			.map(ExitCode::number)
			.toList();
		assertThat(retryable).containsExactly(7, 8, 9, 14, 16, 19, 21, 129, 130, 143);
	}

	@Test
	void findsTheFailureInsideWhatFrameworksWrapAroundIt() {
		LoreException failure = new LoreException(ExitCode.LOCKED, "busy");
		assertThat(LoreException.findIn(new IllegalStateException(new RuntimeException(failure)))).isSameAs(failure);
		assertThat(LoreException.findIn(new IllegalStateException("other"))).isNull();
	}

}
