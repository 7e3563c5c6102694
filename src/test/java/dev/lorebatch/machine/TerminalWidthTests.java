package dev.lorebatch.machine;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalWidthTests {

	@ParameterizedTest
	@CsvSource({ "64, 64", "200, 200", "5, 20", "100000, 1000" })
	void theVariableCountsWithinReason(String columns, int expected) {
		assertThat(TerminalWidth.columns(Map.of("COLUMNS", columns))).isEqualTo(expected);
	}

	/**
	 * The tests may have a terminal or none.
	 */
	@Test
	void withoutTheVariableThereIsAWidth() {
		assertThat(TerminalWidth.columns(Map.of())).isBetween(20, 1_000);
		assertThat(TerminalWidth.columns(Map.of("COLUMNS", "wide"))).isBetween(20, 1_000);
	}

}
