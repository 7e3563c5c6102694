package dev.lorebatch.entity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimeBoundTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource({ "7d, 2026-11-16T10:00:00.000Z", "2w, 2026-11-09T10:00:00.000Z", "12h, 2026-11-22T22:00:00.000Z",
			"2026-11-20, 2026-11-20T00:00:00.000Z", "2026-11-20T08:00:00+02:00, 2026-11-20T06:00:00.000Z" })
	void spansDatesAndTimestampsAreTimesInUtc(String text, String expected) {
		assertThat(TimeBound.parse("--updated-since", text, CLOCK)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "d", "7", "7y", "-7d", "yesterday", "2026-13-01", "99999999d" })
	void everythingElseIsRefused(String text) {
		assertThatThrownBy(() -> TimeBound.parse("--updated-since", text, CLOCK)).isInstanceOf(LoreException.class)
			.hasMessageContaining("--updated-since");
	}

	@Test
	void anAgeIsASpan() {
		assertThat(TimeBound.span("--max-age", "15m")).isEqualTo(Duration.ofMinutes(15));
		assertThatThrownBy(() -> TimeBound.span("--max-age", "2026-11-20")).isInstanceOf(LoreException.class);
	}

}
