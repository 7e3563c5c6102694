package dev.lorebatch.crash;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FailSwitch}.
 */
class FailSwitchTests {

	private final AtomicInteger deaths = new AtomicInteger();

	@Test
	void diesOnceWhenThePointIsPassedForTheGivenTime() {
		FailSwitch trap = new FailSwitch(FailPoint.LOCK_TAKEN, 2, this.deaths::incrementAndGet);
		trap.pass(FailPoint.LOCK_TAKEN);
		trap.pass(FailPoint.LEASE_TAKEN);
		assertThat(this.deaths).hasValue(0);
		trap.pass(FailPoint.LOCK_TAKEN);
		trap.pass(FailPoint.LOCK_TAKEN);
		assertThat(this.deaths).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void everyPointHasALabelThatTheSwitchTakes(FailPoint point) {
		assertThat(FailSwitch.parse(point.label() + ":3")).isNotNull();
	}

	@Test
	void withoutTheSwitchNothingIsArmed() {
		assertThat(FailSwitch.parse(null)).isNull();
		FailPoints.reach(FailPoint.LOCK_TAKEN);
		FailPoints.atCommit(FailPoint.BEFORE_ENTITY_COMMIT, FailPoint.AFTER_ENTITY_COMMIT);
	}

	@Test
	void aMisspelledPointIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> FailSwitch.parse("lock-token"));
		assertThatIllegalArgumentException().isThrownBy(() -> FailSwitch.parse("lock-taken:often"));
	}

}
