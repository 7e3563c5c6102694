package dev.lorebatch.entity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EntityVersionTests {

	private static final EntityVersion MARCH = new EntityVersion("2026-03-01T10:00:00.000Z", 4L);

	@Test
	void comesFromThePayloadWhateverShapeItsTimeHas() {
		assertThat(version("{\"updated_at\":\"2026-03-01T11:00:00+01:00\",\"user_notes_count\":4}")).isEqualTo(MARCH);
		assertThat(version("{\"updated_at\":null}")).isEqualTo(new EntityVersion(null, null));
	}

	@Test
	void aNoteMoreIsAnotherVersionOfTheSameDate() {
		EntityVersion other = new EntityVersion(MARCH.updatedAt(), 5L);
		assertThat(other).isNotEqualTo(MARCH);
		assertThat(other.isDatedAfter(MARCH)).isFalse();
		assertThat(MARCH.isDatedAfter(other)).isFalse();
	}

	@Test
	void onlyDatesThatAreKnownAreCompared() {
		assertThat(MARCH.isDatedAfter(new EntityVersion("2026-02-28T23:59:59.999Z", 4L))).isTrue();
		assertThat(new EntityVersion("2026-02-28T23:59:59.999Z", 4L).isDatedAfter(MARCH)).isFalse();
		assertThat(new EntityVersion(null, 4L).isDatedAfter(MARCH)).isFalse();
		assertThat(MARCH.isDatedAfter(new EntityVersion(null, 4L))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"updated_at\":\"soon\"}", "{\"user_notes_count\":\"many\"}" })
	void nonsenseIsATransformError(String json) {
		assertThatExceptionOfType(TransformException.class).isThrownBy(() -> version(json));
	}

	private static EntityVersion version(String json) {
		return EntityVersion.of(new Payload(JsonMapper.builder().build().readTree(json), "issue #1"));
	}

}
