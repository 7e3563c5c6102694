package dev.lorebatch.run;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestStatsTests {

	private final RequestStats stats = new RequestStats(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

	@Test
	void requestsBelongToThePhaseThatRuns() {
		this.stats.begin(Phase.PREFLIGHT);
		this.stats.sent();
		this.stats.sent();
		assertThat(this.stats.take().requests()).isEqualTo(2);
		assertThat(this.stats.take().requests()).isZero();
		this.stats.sent();
		this.stats.begin(Phase.INGEST);
		assertThat(this.stats.take().requests()).isZero();
	}

	@Test
	void whatIsAskedAheadBelongsToThePhaseItIsFor() {
		this.stats.begin(Phase.INGEST);
		this.stats.countFor(Phase.DEPENDENTS, () -> {
			this.stats.sent();
			this.stats.retried("discussions", 1, "HTTP 502", 100);
		});
		this.stats.sent();
		assertThat(this.stats.take().requests()).isOne();
		this.stats.begin(Phase.DEPENDENTS);
		this.stats.sent();
		RequestStats.Taken taken = this.stats.take();
		assertThat(taken.requests()).isEqualTo(2);
		assertThat(taken.retries()).isOne();
		assertThat(taken.waitMillis()).isEqualTo(100);
		assertThat(taken.events()).singleElement()
			.satisfies((event) -> assertThat(event.phase()).isEqualTo("dependents"));
	}

	@Test
	void whatWasAskedAheadForAPhaseThatDoesNotComeIsNotLost() {
		this.stats.begin(Phase.INGEST);
		this.stats.sent();
		this.stats.countFor(Phase.DEPENDENTS, () -> {
			this.stats.sent();
			this.stats.throttled(30);
		});
		RequestStats.Taken taken = this.stats.takeAll();
		assertThat(taken.requests()).isEqualTo(2);
		assertThat(taken.throttledMillis()).isEqualTo(30);
		assertThat(this.stats.takeAll().requests()).isZero();
	}

	@Test
	void anAttemptStartsWithNothing() {
		this.stats.begin(Phase.INGEST);
		this.stats.countFor(Phase.DEPENDENTS, this.stats::sent);
		this.stats.begin(Phase.PREFLIGHT);
		this.stats.begin(Phase.INGEST);
		this.stats.begin(Phase.DEPENDENTS);
		assertThat(this.stats.take().requests()).isZero();
	}

	@Test
	void requestsOfNoRunAreCounted() {
		this.stats.sent();
		assertThat(this.stats.take().requests()).isOne();
	}

}
