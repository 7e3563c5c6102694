package dev.lorebatch.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.EntityFreshness.Freshness;
import dev.lorebatch.search.EntityLookup.Found;
import dev.lorebatch.entity.TimeBound;

/**
 * How old an answer may be. Older ones are printed all the same, but fail.
 *
 * @param limit {@code null} if age does not matter
 */
record MaxAge(@Nullable Duration limit) {

	/** Why an age is not known. */
	static final String UNKNOWN = "dated in the future: the clock of this machine, or of the one that fetched it, was wrong";

	static MaxAge parse(@Nullable String text) {
		return new MaxAge((text != null) ? TimeBound.span("--max-age", text) : null);
	}

	boolean allows(Freshness freshness) {
		return this.limit == null || freshness.within(this.limit);
	}

	/**
	 * Reports one that is too old.
	 * @return the exit status
	 */
	int report(Found entity, Freshness freshness, Output output) {
		if (allows(freshness)) {
			return ExitCode.COMPLETED.number();
		}
		String age = (freshness.age() != null) ? "was fetched %s ago".formatted(Prose.span(freshness.age()))
				: freshness.wholeWithoutTime() ? "was fetched by a run that does not tell how old it is"
						: "was never fetched as a whole";
		String message = freshness.ofUnknownAge()
				? "%s was fetched at an unknown time, which counts as longer ago than --max-age; it is %s"
					.formatted(entity.reference(), UNKNOWN)
				: "%s %s, which %s longer than --max-age".formatted(entity.reference(), age,
						(freshness.age() != null) ? "is" : "counts as");
		LoreException stale = new LoreException(ExitCode.HEALTH_CHECK_FAILED, message, "refresh it",
				List.of(EntityArgument.refresh(entity)), null);
		output.error(stale, Map.of());
		return stale.exitCode().number();
	}

}
