package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;

/**
 * A row of {@code sync_run_entities}: what became of one requested entity in one run.
 */
public record RunEntity(EntityRef entity, EntityOutcome outcome, @Nullable String change, @Nullable Integer httpStatus,
		@Nullable String errorCode, @Nullable String errorMessage, @Nullable Integer attempts,
		@Nullable String gitlabUpdatedAt, @Nullable String fetchedAt, @Nullable String ingestedAt,
		@Nullable String dependentsAt) {

}
