package dev.lorebatch.step;

import org.junit.jupiter.api.Test;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import static org.assertj.core.api.Assertions.assertThat;

class PhaseCountersTests {

	private final PhaseCounters counters = new PhaseCounters();

	private final ExecutionContext context = new ExecutionContext();

	@Test
	void countsReachTheContextWithTheChunk() {
		this.counters.add("rows", 2);
		assertThat(this.context.containsKey("lore.rows")).isFalse();
		this.counters.update(this.context);
		this.counters.add("rows", 3);
		this.counters.update(this.context);
		assertThat(this.context.getInt("lore.rows")).isEqualTo(5);
	}

	@Test
	void countsOfAChunkThatWasRolledBackAreForgottenOnRestart() {
		this.counters.add("rows", 2);
		this.counters.open(this.context);
		this.counters.update(this.context);
		assertThat(this.context.containsKey("lore.rows")).isFalse();
	}

	@Test
	void aRestartCountsOn() {
		this.context.putInt("lore.rows", 7);
		this.counters.open(this.context);
		this.counters.add("rows", 1);
		this.counters.update(this.context);
		assertThat(this.context.getInt("lore.rows")).isEqualTo(8);
	}

}
