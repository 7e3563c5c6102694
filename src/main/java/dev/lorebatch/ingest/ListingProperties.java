package dev.lorebatch.ingest;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * How whole projects are listed.
 *
 * @param parallelProjects how many listings are read at the same time, 1 to 16
 * @param overlap how far behind the watermark a listing begins: GitLab moves
 * {@code updated_at} at most once a minute, so at least that
 * @param reconcileEvery every so many runs all that is known of a project is compared
 * with GitLab to find what is gone, 0 for never unless asked for
 */
@ConfigurationProperties("lore.sync")
public record ListingProperties(@DefaultValue("2") int parallelProjects, @DefaultValue("120s") Duration overlap,
		@DefaultValue("24") int reconcileEvery) {

	private static final int MAX_PARALLEL = 16;

	private static final Duration MIN_OVERLAP = Duration.ofSeconds(60);

	/**
	 * The same, if they are possible.
	 */
	ListingProperties requirePossible() {
		if (this.parallelProjects < 1 || this.parallelProjects > MAX_PARALLEL) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.sync.parallel-projects '%d' is not possible".formatted(this.parallelProjects),
					"use 1 to " + MAX_PARALLEL);
		}
		if (this.overlap.compareTo(MIN_OVERLAP) < 0) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.sync.overlap '%d s' is not possible".formatted(this.overlap.toSeconds()),
					"use %d s or more: GitLab moves updated_at at most once a minute"
						.formatted(MIN_OVERLAP.toSeconds()));
		}
		if (this.reconcileEvery < 0) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.sync.reconcile-every '%d' is not possible".formatted(this.reconcileEvery),
					"use 1 or more, or 0 for never");
		}
		return this;
	}

}
