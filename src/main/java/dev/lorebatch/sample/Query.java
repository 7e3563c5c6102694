package dev.lorebatch.sample;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request. Unknown ones are ignored, invalid ones are answered with
 * 400.
 */
final class Query {

	private final Map<String, List<String>> values = new LinkedHashMap<>();

	Query(@Nullable String raw) {
		if (raw == null || raw.isEmpty()) {
			return;
		}
		for (String pair : raw.split("&")) {
			int equals = pair.indexOf('=');
			String name = decode((equals < 0) ? pair : pair.substring(0, equals));
			String value = (equals < 0) ? "" : decode(pair.substring(equals + 1));
			this.values.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
		}
	}

	/** All values by name, in the order of the request. */
	Map<String, List<String>> values() {
		return this.values;
	}

	@Nullable String text(String name) {
		List<String> all = this.values.get(name);
		return (all != null) ? all.get(all.size() - 1) : null;
	}

	boolean flag(String name) {
		String value = text(name);
		return value != null && (value.equals("true") || value.equals("1"));
	}

	String oneOf(String name, List<String> allowed, String fallback) {
		String value = text(name);
		if (value == null) {
			return fallback;
		}
		if (!allowed.contains(value)) {
			throw ApiException.badParameter(name, "does not have a valid value");
		}
		return value;
	}

	int positive(String name, int fallback) {
		String value = text(name);
		if (value == null || value.isEmpty()) {
			return fallback;
		}
		long number = number(name, value);
		if (number < 1) {
			throw ApiException.badParameter(name, "does not have a valid value");
		}
		return (int) Math.min(number, Integer.MAX_VALUE);
	}

	/**
	 * Returns the numbers of an array parameter, written with brackets or separated by
	 * commas, or null if it is absent.
	 */
	@Nullable List<Long> numbers(String name) {
		List<String> all = this.values.getOrDefault(name + "[]", this.values.get(name));
		if (all == null) {
			return null;
		}
		List<Long> numbers = new ArrayList<>();
		for (String value : all) {
			for (String part : value.split(",")) {
				numbers.add(number(name, part.trim()));
			}
		}
		return numbers;
	}

	/** Returns the time in microseconds, or null if the parameter is absent. */
	@Nullable Long micros(String name) {
		String value = text(name);
		return (value != null) ? (Long) SampleTime.micros(time(name, value)) : null;
	}

	private static Instant time(String name, String value) {
		try {
			if (value.length() <= 10) {
				return LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC);
			}
			return OffsetDateTime.parse(value).toInstant();
		}
		catch (DateTimeException ex) {
			throw ApiException.badParameter(name, "is invalid");
		}
	}

	static long number(String name, String value) {
		try {
			return Long.parseLong(value);
		}
		catch (NumberFormatException ex) {
			throw ApiException.badParameter(name, "is invalid");
		}
	}

	static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
