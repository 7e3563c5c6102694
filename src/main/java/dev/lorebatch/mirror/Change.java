package dev.lorebatch.mirror;

import java.util.Locale;

/**
 * What writing a row did.
 */
public enum Change {

	INSERTED, UPDATED, UNCHANGED,

	/** The mirror has a newer row than the payload; it was left alone. */
	STALE_SKIPPED;

	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	public boolean isWrite() {
		return this == INSERTED || this == UPDATED;
	}

}
