package dev.lorebatch.run;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Timestamps;

/**
 * How far it is proven that the mirror has an entity as GitLab has it.
 *
 * @param note why it could not be verified, {@code null} if nobody tried
 * @param verifiedAt when GitLab said so
 * @param rounds how often it was fetched again because it had moved
 * @param settlesAt until when GitLab may hide a later change, {@code null} if it cannot
 * @param dependents pages and rows by type of set, as JSON; {@code null} until all are in
 * @param refused the sets that GitLab refuses to the token, as JSON; {@code null} if none
 * is
 */
public record Receipt(Verification verification, @Nullable String note, @Nullable String verifiedAt, int rounds,
		@Nullable String settlesAt, @Nullable String dependents, @Nullable String refused) {

	/** Before anything is known. */
	public static final Receipt NONE = new Receipt(Verification.UNPROVEN, null, null, 0, null, null, null);

	/**
	 * GitLab moves {@code updated_at} for notes at most once in 60 seconds; the rest is
	 * for clocks that differ.
	 */
	private static final Duration THROTTLE = Duration.ofSeconds(90);

	/**
	 * When it can be seen in {@code updated_at} whether anything was written after the
	 * entity was fetched: {@code null} if that is so already.
	 */
	public static @Nullable String settlesAt(@Nullable String updatedAt, @Nullable String fetchedAt) {
		if (updatedAt == null || fetchedAt == null) {
			return null;
		}
		Instant settled = Timestamps.parse(updatedAt).plus(THROTTLE);
		return Timestamps.parse(fetchedAt).isBefore(settled) ? Timestamps.format(settled) : null;
	}

	/**
	 * Whether looking at the entity again can tell more.
	 */
	public boolean isOpen() {
		return this.note != null || this.verification == Verification.MOVING || this.settlesAt != null;
	}

}
