package dev.lorebatch.queue;

import java.util.Locale;

/**
 * What a document is made of.
 */
public enum SourceType {

	ISSUE, MERGE_REQUEST, DISCUSSION;

	/**
	 * As stored in {@code source_type}.
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static SourceType ofValue(String value) {
		return valueOf(value.toUpperCase(Locale.ROOT));
	}

}
