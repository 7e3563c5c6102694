package dev.lorebatch.dependents;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * How hard a run tries to end with what GitLab has.
 *
 * @param verifyRounds how often an entity that moved while it was fetched is fetched
 * again, 0 to 20
 */
@ConfigurationProperties("lore.sync")
public record VerificationProperties(@DefaultValue("2") int verifyRounds) {

	private static final int MAX_ROUNDS = 20;

	/**
	 * The rounds, if they are possible.
	 */
	int requireVerifyRounds() {
		if (this.verifyRounds < 0 || this.verifyRounds > MAX_ROUNDS) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.sync.verify-rounds '%d' is not possible".formatted(this.verifyRounds),
					"use 0 to " + MAX_ROUNDS);
		}
		return this.verifyRounds;
	}

}
