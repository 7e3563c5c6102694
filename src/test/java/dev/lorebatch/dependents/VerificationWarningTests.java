package dev.lorebatch.dependents;

import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.Receipt;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.Verification;

import static org.assertj.core.api.Assertions.assertThat;

class VerificationWarningTests {

	@Test
	void nothingUnprovenIsNoWarning() {
		assertThat(VerificationWarning.of(List.of())).isNull();
	}

	@Test
	void saysWhichEntitiesMovedAndWhyOthersAreNotVerified() {
		assertThat(VerificationWarning.of(List.of(row(EntityRef.issue(5), Verification.MOVING, null),
				row(EntityRef.mergeRequest(4), Verification.UNPROVEN, "gone"),
				row(EntityRef.mergeRequest(8), Verification.UNPROVEN, "busy"))))
			.isEqualTo("#5 kept changing while it was fetched; !4, !8 are unproven: gone");
	}

	@Test
	void staysOneShortLineHoweverManyThereAre() {
		List<RunEntity> rows = LongStream.rangeClosed(1, 300)
			.mapToObj((iid) -> row(EntityRef.issue(iid), Verification.MOVING, null))
			.toList();
		assertThat(VerificationWarning.of(rows))
			.isEqualTo("#1, #2, #3, #4, #5 and 295 more kept changing while they were fetched");
	}

	private static RunEntity row(EntityRef entity, Verification verification, @Nullable String note) {
		return new RunEntity(entity, EntityOutcome.SYNCED, "updated", null, null, null, null, null,
				new EntityVersion(null, null), null, null, null, null,
				new Receipt(verification, note, null, 0, null, null, null));
	}

}
