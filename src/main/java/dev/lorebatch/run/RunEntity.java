package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;

/**
 * A row of {@code sync_run_entities}: what became of one requested entity in one run.
 *
 * @param version the state of the entity that the mirror has since this run wrote or
 * skipped it
 * @param httpStatus of the answer that its error, or the refusal of a set, comes from
 * @param retryable whether its error may be gone later although nobody changed anything,
 * {@code null} if there is none, or it was not noted
 * @param fetchedAt when its payload was asked for
 * @param gitlabFetchedAt when it was fetched by GitLab's clock, {@code null} if GitLab
 * told no time
 */
public record RunEntity(EntityRef entity, EntityOutcome outcome, @Nullable String change, @Nullable Integer httpStatus,
		@Nullable String errorCode, @Nullable String errorMessage, @Nullable Integer attempts,
		@Nullable Boolean retryable, EntityVersion version, @Nullable String fetchedAt,
		@Nullable String gitlabFetchedAt, @Nullable String ingestedAt, @Nullable String dependentsAt, Receipt receipt) {

	/**
	 * Whether all its sets were read, and not all of them are believed.
	 */
	public boolean hasUnprovenSets() {
		return this.outcome == EntityOutcome.SYNCED && this.dependentsAt == null;
	}

	/**
	 * Until when GitLab may hide a later change, {@code null} if it cannot. GitLab's
	 * clock decides; the local one stands in for a server that tells no time.
	 */
	public @Nullable String settlesAt() {
		return Receipt.settlesAt(this.version.updatedAt(),
				(this.gitlabFetchedAt != null) ? this.gitlabFetchedAt : this.fetchedAt);
	}

}
