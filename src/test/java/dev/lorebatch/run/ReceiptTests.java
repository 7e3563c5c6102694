package dev.lorebatch.run;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.entity.Timestamps;

import static org.assertj.core.api.Assertions.assertThat;

class ReceiptTests {

	private static final String UPDATED_AT = "2026-03-01T10:00:00.000Z";

	private final MutableClock clock = new MutableClock(Instant.parse(UPDATED_AT));

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 59_999, 60_000, 89_999 })
	void whatWasFetchedTooSoonAfterItsChangeIsSettling(long millis) {
		this.clock.advance(Duration.ofMillis(millis));
		assertThat(Receipt.settlesAt(UPDATED_AT, fetchedNow())).isEqualTo("2026-03-01T10:01:30.000Z");
	}

	@ParameterizedTest
	@ValueSource(longs = { 90_000, 90_001, 86_400_000 })
	void whatWasFetchedLateEnoughIsNot(long millis) {
		this.clock.advance(Duration.ofMillis(millis));
		assertThat(Receipt.settlesAt(UPDATED_AT, fetchedNow())).isNull();
	}

	@Test
	void aServerWhoseClockIsAheadIsSettlingToo() {
		this.clock.advance(Duration.ofSeconds(-45));
		assertThat(Receipt.settlesAt(UPDATED_AT, fetchedNow())).isEqualTo("2026-03-01T10:01:30.000Z");
	}

	@Test
	void withoutTimesNothingCanBeSaid() {
		assertThat(Receipt.settlesAt(null, fetchedNow())).isNull();
		assertThat(Receipt.settlesAt(UPDATED_AT, null)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "VERIFIED, , , false", "VERIFIED, , 2026-03-01T10:01:30.000Z, true", "MOVING, , , true",
			"UNPROVEN, absent, , true", "UNPROVEN, , , false" })
	void openIsWhatLookingAgainCanTellMoreOf(Verification verification, @Nullable String note,
			@Nullable String settlesAt, boolean open) {
		assertThat(new Receipt(verification, note, null, 0, settlesAt, null, null).isOpen()).isEqualTo(open);
	}

	private String fetchedNow() {
		return Timestamps.format(this.clock.instant());
	}

}
