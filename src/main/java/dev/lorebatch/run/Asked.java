package dev.lorebatch.run;

import java.time.Clock;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.entity.Timestamps;

/**
 * When something was asked for.
 *
 * @param at by the local clock: ages are reckoned from it
 * @param gitlabAt by GitLab's clock: GitLab's times are compared with it; {@code null} if
 * GitLab told no time
 */
public record Asked(String at, @Nullable String gitlabAt) {

	/**
	 * The time to compare with GitLab's: the local one stands in for a server that tells
	 * none.
	 */
	public String byGitLab() {
		return (this.gitlabAt != null) ? this.gitlabAt : this.at;
	}

	/**
	 * Says that something is asked for now.
	 */
	public static Moment now(Clock clock, Ticker ticker) {
		return new Moment(Timestamps.format(clock.instant()), ticker.nanos());
	}

	/**
	 * An instant before the first request, which is not later than any answer.
	 */
	public record Moment(String at, long nanos) {

		/**
		 * What is known when the answer is here.
		 */
		public Asked answered(GitLabClock gitlab) {
			Instant time = gitlab.at(this.nanos);
			return new Asked(this.at, (time != null) ? Timestamps.format(time) : null);
		}

	}

}
