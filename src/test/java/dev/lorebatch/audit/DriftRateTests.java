package dev.lorebatch.audit;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DriftRateTests {

	private static final long ENDLESS = 1_000_000_000_000L;

	/** The ends are where |p - rate| = z sqrt(p (1 - p) / n), found by bisection. */
	@ParameterizedTest
	@CsvSource({ "0, 100, 0, 0.036993", "1, 100, 0.001767, 0.054486", "10, 100, 0.055229, 0.174366",
			"5, 10, 0.236593, 0.763407", "0, 10, 0, 0.277533", "10, 10, 0.722467, 1", "50, 100, 0.403832, 0.596168" })
	void intervalsOfAVeryLargePopulationAreWilsons(int drifted, int compared, double low, double high) {
		DriftRate rate = DriftRate.of(drifted, compared, ENDLESS);
		assertThat(rate).isNotNull();
		assertThat(rate.rate()).isEqualTo((double) drifted / compared);
		assertThat(rate.low()).isCloseTo(low, within(0.000001));
		assertThat(rate.high()).isCloseTo(high, within(0.000001));
	}

	@Test
	void halfOfThePopulationCountsAsTwiceTheSample() {
		DriftRate half = DriftRate.of(0, 100, 200);
		assertThat(half).isNotNull();
		// z^2 / (n + z^2) with n = 100 * 199 / 100
		assertThat(half.high()).isCloseTo(3.841458821 / (199 + 3.841458821), within(0.000000001));
		assertThat(half.low()).isZero();
	}

	@Test
	void aSampleOfAllLeavesNoDoubt() {
		assertThat(DriftRate.of(3, 12, 12)).isEqualTo(new DriftRate(0.25, 0.25, 0.25));
		assertThat(DriftRate.of(0, 1, 1)).isEqualTo(new DriftRate(0, 0, 0));
	}

	@Test
	void nothingComparedSaysNothing() {
		assertThat(DriftRate.of(0, 0, 10)).isNull();
	}

	@Property
	void theIntervalHoldsTheRateAndShrinksWithThePopulation(@ForAll @IntRange(min = 1, max = 10_000) int compared,
			@ForAll @IntRange(max = 10_000) int some, @ForAll @IntRange(min = 1, max = 1_000_000) int others) {
		int drifted = some % (compared + 1);
		DriftRate rate = DriftRate.of(drifted, compared, (long) compared + others);
		DriftRate wider = DriftRate.of(drifted, compared, (long) compared + others + 1);
		assertThat(rate).isNotNull();
		assertThat(wider).isNotNull();
		assertThat(rate.low()).isBetween(0.0, rate.rate());
		assertThat(rate.high()).isBetween(rate.rate(), 1.0);
		assertThat(wider.high() - wider.low()).isGreaterThanOrEqualTo(rate.high() - rate.low() - 1e-12);
	}

}
