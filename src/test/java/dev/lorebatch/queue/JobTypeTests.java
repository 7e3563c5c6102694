package dev.lorebatch.queue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.lorebatch.entity.EntityKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JobType} and {@link SourceType}.
 */
class JobTypeTests {

	@ParameterizedTest
	@EnumSource(JobType.class)
	void isFoundByItsValueAndBelongsToAKind(JobType type) {
		assertThat(JobType.ofValue(type.value())).isEqualTo(type);
		assertThat(JobType.of(EntityKind.ISSUE).contains(type) || JobType.of(EntityKind.MERGE_REQUEST).contains(type))
			.isTrue();
	}

	@Test
	void refusesAnUnknownValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> JobType.ofValue("pipelines"));
	}

	@ParameterizedTest
	@EnumSource(SourceType.class)
	void sourcesAreFoundByTheirValue(SourceType type) {
		assertThat(SourceType.ofValue(type.value())).isEqualTo(type);
	}

}
