package dev.lorebatch.entity;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitLabTime} and {@link Timestamps}.
 */
class GitLabTimeTests {

	/** 1970 to 2200. */
	private static final long LATEST_MILLIS = 7_258_118_400_000L;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			2026-03-01T10:20:30.456Z            | 2026-03-01T10:20:30.456Z
			2026-03-01T10:20:30Z                | 2026-03-01T10:20:30.000Z
			2026-03-01T10:20:30.4Z              | 2026-03-01T10:20:30.400Z
			2026-03-01T10:20:30.456789Z         | 2026-03-01T10:20:30.456Z
			2026-03-01T10:20:30.4567891234567Z  | 2026-03-01T10:20:30.456Z
			2026-03-01T10:20:30,456Z            | 2026-03-01T10:20:30.456Z
			2026-03-01T10:20Z                   | 2026-03-01T10:20:00.000Z
			2026-03-01T12:20:30.456+02:00       | 2026-03-01T10:20:30.456Z
			2026-03-01T12:20:30.456+0200        | 2026-03-01T10:20:30.456Z
			2026-03-01T05:20:30-05              | 2026-03-01T10:20:30.000Z
			2026-03-01T15:50:30.000+05:30       | 2026-03-01T10:20:30.000Z
			2026-03-01 10:20:30 UTC             | 2026-03-01T10:20:30.000Z
			2026-03-01 12:20:30 +0200           | 2026-03-01T10:20:30.000Z
			2026-03-01 10:20:30                 | 2026-03-01T10:20:30.000Z
			2026-03-01                          | 2026-03-01T00:00:00.000Z
			2024-02-29T00:30:00+01:00           | 2024-02-28T23:30:00.000Z
			2026-12-31T23:30:00-01:00           | 2027-01-01T00:30:00.000Z
			""")
	void readsEveryShapeGitLabHasPrinted(String text, String expected) {
		assertThat(GitLabTime.normalize(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "yesterday", "2026", "2026-03", "2026-3-1", "2026-13-01", "2026-02-30T00:00:00Z",
			"2025-02-29", "2026-03-01T24:00:00Z", "2026-03-01T10:60:00Z", "2026-03-01T10:20:30+19:00",
			"2026-03-01T10:20:30.Z", "2026-03-01T", "2026-03-01Z", "1771055640", "2026-03-01T10:20:30 CET",
			"2026-03-01T10:20:30Z trailing" })
	void doesNotGuessWhatIsNoTime(String text) {
		assertThat(GitLabTime.normalize(text)).isNull();
	}

	@Property(tries = 300)
	void everyInstantSurvivesInEveryOffset(@ForAll @LongRange(min = 0, max = LATEST_MILLIS) long millis,
			@ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
		// given
		Instant instant = Instant.ofEpochMilli(millis);
		OffsetDateTime time = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));

		// when
		String colon = GitLabTime.normalize(time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx")));
		String plain = GitLabTime.normalize(time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS xx")));

		// then
		assertThat(colon).isEqualTo(plain).isEqualTo(Timestamps.format(instant));
		assertThat(Instant.parse(String.valueOf(colon))).isEqualTo(instant);
	}

	@Property(tries = 300)
	void normalizingTwiceChangesNothing(@ForAll @LongRange(min = 0, max = LATEST_MILLIS) long millis) {
		String once = Timestamps.format(Instant.ofEpochMilli(millis));
		assertThat(GitLabTime.normalize(once)).isEqualTo(once);
	}

	@Property(tries = 300)
	void textComparesAsTimeDoes(@ForAll @LongRange(min = 0, max = LATEST_MILLIS) long left,
			@ForAll @LongRange(min = 0, max = LATEST_MILLIS) long right) {
		int byText = Timestamps.format(Instant.ofEpochMilli(left))
			.compareTo(Timestamps.format(Instant.ofEpochMilli(right)));
		assertThat(Integer.signum(byText)).isEqualTo(Long.compare(left, right));
	}

	@Property(tries = 500)
	void noTextMakesItThrow(@ForAll String text) {
		assertThat(GitLabTime.normalize(text)).satisfiesAnyOf((time) -> assertThat(time).isNull(),
				(time) -> assertThat(time).hasSize(24).endsWith("Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "9999-12-31T23:59:59-18:00", "0000-01-01T00:00:00+18:00" })
	void timesWhoseTextWouldNotCompareAreNone(String text) {
		assertThat(GitLabTime.normalize(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 999_999_999 })
	void millisecondsAreCutNotRounded(long nanos) {
		Instant instant = LocalDateTime.of(2026, 1, 1, 0, 0).plusNanos(nanos).toInstant(ZoneOffset.UTC);
		assertThat(Instant.parse(Timestamps.format(instant))).isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
	}

	/**
	 * Days, hours and minutes that there are and those that there are not.
	 */
	@Property(tries = 2_000)
	void timesThatAreSparedTheParserMeanWhatItSays(@ForAll @IntRange(max = 9999) int year,
			@ForAll @IntRange(max = 14) int month, @ForAll @IntRange(max = 33) int day,
			@ForAll @IntRange(min = 20, max = 26) int hour, @ForAll @IntRange(min = 55, max = 62) int minute,
			@ForAll @IntRange(min = 55, max = 62) int second) {
		String text = String.format(Locale.ROOT, "%04d-%02d-%02dT%02d:%02d:%02d.123Z", year, month, day, hour, minute,
				second);
		assertThat(GitLabTime.normalize(text)).isEqualTo(GitLabTime.normalizeAny(text));
	}

	@Property(tries = 500)
	void whatOnlyLooksLikeATimeIsReadByTheParser(@ForAll @IntRange(max = 23) int index, @ForAll char other) {
		String text = new StringBuilder("2026-02-28T23:59:59.123Z").replace(index, index + 1, String.valueOf(other))
			.toString();
		assertThat(GitLabTime.normalize(text)).isEqualTo(GitLabTime.normalizeAny(text));
	}

	@Property(tries = 1_000)
	void timesAreWrittenAndReadAsJavaDoes(
			@ForAll @LongRange(min = -400_000_000_000L, max = 400_000_000_000L) long second,
			@ForAll @IntRange(max = 999_999_999) int nano) {
		Instant instant = Instant.ofEpochSecond(second, nano);
		String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
			.withZone(ZoneOffset.UTC)
			.format(instant);
		assertThat(Timestamps.format(instant)).isEqualTo(text);
		assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
		assertThat(Timestamps.parse(instant.toString())).isEqualTo(instant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-02-30T00:00:00.000Z", "2026-01-01T00:60:00.000Z", "2026-13-01T00:00:00.000Z", "soon",
			"" })
	void whatIsNoTimeIsNotRead(String text) {
		assertThatExceptionOfType(DateTimeParseException.class).isThrownBy(() -> Timestamps.parse(text));
	}

}
