package dev.lorebatch.gitlab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.http.AnswerHeaders;

/**
 * What time it is on the server, by the {@code Date} of its last answer and what passed
 * since. Never later than it is there: {@code Date} has whole seconds, cut off, and is
 * written before the answer is on its way. The local clock has no part in it.
 * Thread-safe.
 */
class ServerTime {

	private final Ticker ticker;

	private volatile @Nullable Told last;

	ServerTime(Ticker ticker) {
		this.ticker = ticker;
	}

	/**
	 * Takes the time from an answer that has just arrived.
	 */
	void observe(AnswerHeaders headers) {
		Instant date = date(headers);
		if (date != null) {
			this.last = new Told(date, this.ticker.nanos());
		}
	}

	/**
	 * The time on the server when the ticker showed that, {@code null} if no answer said
	 * a time.
	 */
	@Nullable Instant at(long nanos) {
		Told told = this.last;
		return (told != null) ? told.date().plusNanos(nanos - told.nanos()) : null;
	}

	/**
	 * The {@code Date} of an answer (RFC 9110, 6.6.1), {@code null} if it says none that
	 * can be read.
	 */
	static @Nullable Instant date(AnswerHeaders headers) {
		return headers.firstValue("Date").map(ServerTime::parse).orElse(null);
	}

	/**
	 * An HTTP date, {@code null} if it is none.
	 */
	static @Nullable Instant parse(String date) {
		try {
			return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
				.toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * A time and when it was told.
	 */
	private record Told(Instant date, long nanos) {

	}

}
