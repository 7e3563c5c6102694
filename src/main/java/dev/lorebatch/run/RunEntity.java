package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;

/**
 * A row of {@code sync_run_entities}: what became of one requested entity in one run.
 *
 * @param version the state of the entity that the mirror has since this run wrote or
 * skipped it
 * @param fetchedAt when its payload was asked for
 */
public record RunEntity(EntityRef entity, EntityOutcome outcome, @Nullable String change, @Nullable Integer httpStatus,
		@Nullable String errorCode, @Nullable String errorMessage, @Nullable Integer attempts, EntityVersion version,
		@Nullable String fetchedAt, @Nullable String ingestedAt, @Nullable String dependentsAt, Receipt receipt) {

}
