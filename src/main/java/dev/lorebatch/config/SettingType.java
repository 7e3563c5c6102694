package dev.lorebatch.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

import dev.lorebatch.machine.UserFolders;

/**
 * What values a setting takes.
 */
@FunctionalInterface
interface SettingType {

	/**
	 * What the value must be, if it is not that; {@code null} if all is well.
	 * @param value not blank
	 */
	@Nullable String check(String value);

	static SettingType text() {
		return (value) -> null;
	}

	static SettingType file() {
		return UserFolders::needed;
	}

	/**
	 * A file that SQLite's driver opens.
	 */
	static SettingType database() {
		return (value) -> {
			String needed = UserFolders.needed(value);
			return (needed == null && value.contains("?")) ? "a file name without '?'" : needed;
		};
	}

	static SettingType choice(String... values) {
		return (value) -> List.of(values).contains(value) ? null : String.join(" or ", values);
	}

	static SettingType number(int least, int most) {
		String needed = (most == Integer.MAX_VALUE) ? "a number of " + least + " or more"
				: "a number from " + least + " to " + most;
		return (value) -> {
			try {
				int number = Integer.parseInt(value.strip());
				return (number >= least && number <= most) ? null : needed;
			}
			catch (NumberFormatException ex) {
				return needed;
			}
		};
	}

	static SettingType duration(Duration least, Duration most) {
		return (value) -> {
			try {
				Duration duration = DurationStyle.detectAndParse(value.strip());
				boolean within = duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
				return within ? null : "a duration from %d ms to %d h".formatted(least.toMillis(), most.toHours());
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				return "a duration like 500ms, 30s or 10m";
			}
		};
	}

	static SettingType size() {
		return (value) -> {
			try {
				return (DataSize.parse(value.strip()).toBytes() > 0) ? null : "a size of 1B or more";
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				return "a size like 64MB";
			}
		};
	}

	static SettingType url() {
		return (value) -> {
			try {
				URI url = URI.create(value.strip());
				boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
				boolean plain = url.getUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
				return (http && plain && url.getHost() != null && url.getPort() <= 65_535) ? null
						: "an http or https URL without user, password, query and fragment";
			}
			catch (IllegalArgumentException ex) {
				return "an http or https URL";
			}
		};
	}

}
