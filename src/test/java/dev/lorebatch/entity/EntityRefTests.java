package dev.lorebatch.entity;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EntityRef} and {@link EntityKind}.
 */
class EntityRefTests {

	@Test
	void printsAsGitLabDoes() {
		assertThat(EntityRef.issue(12)).hasToString("#12");
		assertThat(EntityRef.mergeRequest(3)).hasToString("!3");
	}

	@Test
	void sortsIssuesFirstThenByIid() {
		List<EntityRef> sorted = Stream
			.of(EntityRef.mergeRequest(1), EntityRef.issue(Long.MAX_VALUE), EntityRef.mergeRequest(Long.MAX_VALUE),
					EntityRef.issue(2), EntityRef.issue(10))
			.sorted()
			.toList();
		assertThat(sorted).containsExactly(EntityRef.issue(2), EntityRef.issue(10), EntityRef.issue(Long.MAX_VALUE),
				EntityRef.mergeRequest(1), EntityRef.mergeRequest(Long.MAX_VALUE));
	}

	@Test
	void sameIidOfTheOtherKindIsAnotherEntity() {
		assertThat(EntityRef.issue(1)).isNotEqualTo(EntityRef.mergeRequest(1));
	}

	@ParameterizedTest
	@EnumSource(EntityKind.class)
	void findsAKindByItsValue(EntityKind kind) {
		assertThat(EntityKind.ofValue(kind.value())).isEqualTo(kind);
	}

	@Test
	void refusesAnUnknownKind() {
		assertThatIllegalArgumentException().isThrownBy(() -> EntityKind.ofValue("epic")).withMessageContaining("epic");
	}

}
