package dev.lorebatch.gitlab;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConcurrencyLimit}.
 */
class ConcurrencyLimitTests {

	private final ConcurrencyLimit limit = new ConcurrencyLimit(8);

	@Test
	void refusalsOfRequestsThatWereUnderWayTogetherCountOnce() throws InterruptedException {
		// given
		Deque<ConcurrencyLimit.Turn> turns = acquire(8);

		// when
		for (ConcurrencyLimit.Turn turn : turns) {
			end(turn, 429);
		}

		// then
		assertThat(this.limit.allowed()).isEqualTo(4);
	}

	@Test
	void eachFurtherRefusalHalvesDownToOne() throws InterruptedException {
		for (int expected : new int[] { 4, 2, 1, 1 }) {
			end(this.limit.acquire(), 429);
			assertThat(this.limit.allowed()).isEqualTo(expected);
		}
	}

	@Test
	void successesBringOneMoreAtATime() throws InterruptedException {
		// given
		end(this.limit.acquire(), 429);
		end(this.limit.acquire(), 429);
		assertThat(this.limit.allowed()).isEqualTo(2);

		// when, then
		succeed(1);
		assertThat(this.limit.allowed()).isEqualTo(2);
		succeed(1);
		assertThat(this.limit.allowed()).isEqualTo(3);
		succeed(3 + 4 + 5 + 6 + 7);
		assertThat(this.limit.allowed()).isEqualTo(8);
		succeed(100);
		assertThat(this.limit.allowed()).isEqualTo(8);
	}

	@Test
	void anErrorThatIsNoRefusalChangesNothing() throws InterruptedException {
		end(this.limit.acquire(), 429);
		for (int request = 0; request < 20; request++) {
			end(this.limit.acquire(), 503);
		}
		assertThat(this.limit.allowed()).isEqualTo(4);
	}

	@ParameterizedTest
	@CsvSource({ "2000,8", "400,8", "399,8", "350,7", "200,4", "51,2", "50,1", "1,1", "0,1", "5000,8" })
	void asLittleOfTheQuotaAsIsLeft(long left, int allowed) {
		this.limit.remaining(left, 2_000);
		assertThat(this.limit.allowed()).isEqualTo(allowed);
	}

	@Test
	void aNewQuotaOpensAtOnce() {
		this.limit.remaining(10, 2_000);
		this.limit.remaining(1_999, 2_000);
		assertThat(this.limit.allowed()).isEqualTo(8);
	}

	@Test
	void aNewQuotaDoesNotUndoARefusal() throws InterruptedException {
		end(this.limit.acquire(), 429);
		this.limit.remaining(1_999, 2_000);
		assertThat(this.limit.allowed()).isEqualTo(4);
	}

	@Test
	void aRefusalWhileLittleIsLeftHalvesNoMoreThanOthers() throws InterruptedException {
		this.limit.remaining(10, 2_000);
		end(this.limit.acquire(), 429);
		this.limit.remaining(1_999, 2_000);
		assertThat(this.limit.allowed()).isEqualTo(4);
	}

	@Test
	void aQuotaOfNothingSaysNothing() {
		this.limit.remaining(0, 0);
		assertThat(this.limit.allowed()).isEqualTo(8);
	}

	@Property
	void neverMoreThanConfiguredAndNeverNone(@ForAll @IntRange(min = 1, max = 16) int most,
			@ForAll @Size(max = 200) List<@IntRange(max = 5) Integer> events) throws InterruptedException {
		ConcurrencyLimit any = new ConcurrencyLimit(most);
		Deque<ConcurrencyLimit.Turn> underWay = new ArrayDeque<>();
		for (int event : events) {
			switch (event) {
				case 0, 1 -> {
					if (underWay.size() < any.allowed()) {
						underWay.add(any.acquire()); // would hang if a permit were lost
					}
				}
				case 2 -> endFirst(underWay, 200);
				case 3 -> endFirst(underWay, 429);
				case 4 -> any.remaining(100, 2_000);
				default -> any.remaining(2_000, 2_000);
			}
			assertThat(any.allowed()).isBetween(1, most);
		}
		underWay.forEach((turn) -> end(turn, 200));
		any.remaining(2_000, 2_000);
		for (int request = 0; request < most * most; request++) {
			end(any.acquire(), 200);
		}
		assertThat(any.allowed()).isEqualTo(most);
	}

	private static void endFirst(Deque<ConcurrencyLimit.Turn> underWay, int status) {
		if (!underWay.isEmpty()) {
			end(underWay.remove(), status);
		}
	}

	private Deque<ConcurrencyLimit.Turn> acquire(int count) throws InterruptedException {
		Deque<ConcurrencyLimit.Turn> turns = new ArrayDeque<>();
		for (int index = 0; index < count; index++) {
			turns.add(this.limit.acquire());
		}
		return turns;
	}

	private void succeed(int times) throws InterruptedException {
		for (int request = 0; request < times; request++) {
			end(this.limit.acquire(), 200);
		}
	}

	private static void end(ConcurrencyLimit.Turn turn, int status) {
		try (turn) {
			turn.answered(status);
		}
	}

}
