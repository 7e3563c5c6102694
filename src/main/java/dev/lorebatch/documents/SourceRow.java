package dev.lorebatch.documents;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A row of the mirror, columns by name.
 */
record SourceRow(Map<String, @Nullable Object> columns) {

	@Nullable Object get(String column) {
		return this.columns.get(column);
	}

	@Nullable String text(String column) {
		Object value = this.columns.get(column);
		return (value != null) ? value.toString() : null;
	}

	/**
	 * The text, empty if there is none.
	 */
	String string(String column) {
		Object value = this.columns.get(column);
		return (value != null) ? value.toString() : "";
	}

	boolean flag(String column) {
		return this.columns.get(column) instanceof Number number && number.intValue() != 0;
	}

	long number(String column) {
		if (this.columns.get(column) instanceof Number number) {
			return number.longValue();
		}
		throw new IllegalStateException("No number in column " + column);
	}

	/**
	 * A time for people, to the minute.
	 */
	String time(String column) {
		String time = string(column);
		return (time.length() < 16) ? time : time.substring(0, 16).replace('T', ' ');
	}

}
