package dev.lorebatch.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RetryEvent;
import dev.lorebatch.run.RunRetries;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The requests of a run to which a fault happened: how often they were sent, and the
 * waits between them. If they are for several resources, those for the one that was asked
 * for most.
 */
final class TargetRequests {

	private static final int ATTEMPTS = 4;

	/** Smaller pages, and rows behind the one that breaks them. */
	private static final int SMALLER = 6;

	private static final int CAP_MS = 120_000;

	private static final int JITTER_MS = 1_000;

	private final Fault fault;

	private final String path;

	private final int count;

	private final List<RetryEvent> retries;

	/** How many different requests there are, as those for smaller pages. */
	private final int targets;

	private final boolean readAgain;

	TargetRequests(TestMirror mirror, String runId, Place place, Fault fault, List<Seen> seen) {
		this.fault = fault;
		Map<String, Long> counts = seen.stream()
			.filter(place::matches)
			.collect(Collectors.groupingBy(Seen::path, LinkedHashMap::new, Collectors.counting()));
		assertThat(counts).as("requests of the place").isNotEmpty();
		this.path = counts.entrySet()
			.stream()
			.max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
			.orElseThrow()
			.getKey();
		this.count = counts.get(this.path).intValue();
		this.targets = (int) seen.stream()
			.filter((request) -> place.matches(request) && request.path().equals(this.path))
			.map(Seen::plainQuery)
			.distinct()
			.count();
		this.readAgain = mirror.bean(SyncRuns.class)
			.find(runId)
			.orElseThrow()
			.counters()
			.getOrDefault(Phase.DEPENDENTS.stepName(), Map.of())
			.containsKey("read_again");
		this.retries = mirror.bean(RunRetries.class)
			.findByRun(runId, 1_000)
			.stream()
			.filter((retry) -> retry.request().equals("GET " + this.path))
			.toList();
	}

	int count() {
		return this.count;
	}

	/**
	 * Whether there are sets that were read a second time.
	 */
	boolean isReadAgain() {
		return this.readAgain;
	}

	/**
	 * As {@code sync_run_retries} has it.
	 */
	String cause() {
		return this.retries.isEmpty() ? Cell.NONE : this.retries.get(0).cause();
	}

	/**
	 * Checks that each wait is on record, that nothing is sent twice but what the fault
	 * happened to, and that the token went with every request.
	 */
	void require(List<Seen> seen) {
		long followed = seen.stream()
			.filter((request) -> request.isFollowed(FaultProxy.LOOP) || request.isFollowed(FaultProxy.MOVED))
			.filter((request) -> request.path().equals(this.path))
			.count();
		int series = this.targets + (this.readAgain ? 1 : 0); // a set whose first reading
																// is not believed
		assertThat(this.retries).as("waits on record").hasSize(this.count - (int) followed - series);
		assertThat(seen.stream().filter((request) -> !request.faulted() && !request.isLookup()))
			.as("requests without a fault")
			.doesNotHaveDuplicates();
		assertThat(
				seen.stream().filter(Seen::isLookup).collect(Collectors.groupingBy(Seen::path, Collectors.counting())))
			.as("entities asked for alone, once as the part of a list and once as a proof")
			.allSatisfy(
					(path, times) -> assertThat(times).isLessThanOrEqualTo(path.equals(this.path) ? this.count : 2));
		assertThat(seen).as("the token goes with every request").filteredOn((request) -> !request.token()).isEmpty();
	}

	/**
	 * Checks that no request is sent more often than configured, and no wait is longer
	 * than the cap.
	 * @param series how often the attempts may begin anew
	 */
	void requireBudget(int series) {
		assertThat(this.count).isLessThanOrEqualTo(series * ATTEMPTS + SMALLER);
		assertThat(this.retries).allSatisfy((retry) -> assertThat(retry.waitMillis()).isLessThan(CAP_MS + JITTER_MS));
		if (!this.fault.asksForWait()) {
			assertThat(this.retries).allSatisfy((retry) -> assertThat(retry.waitMillis()).isLessThan(2_001));
		}
	}

	String waits() {
		List<String> texts = new ArrayList<>();
		for (RetryEvent retry : this.retries) {
			texts.add(waited(retry.waitMillis()));
		}
		if (texts.isEmpty()) {
			return Cell.NONE;
		}
		boolean same = texts.size() > 1 && Set.copyOf(texts).size() == 1;
		return same ? texts.size() + " × " + texts.get(0) : String.join(", ", texts);
	}

	private String waited(long millis) {
		if (this.fault.asksForWait()) {
			return (millis >= CAP_MS) ? "120 s" : "3 s";
		}
		return "≤ " + String.valueOf(millis / 1_000.0).replaceAll("\\.0$", "") + " s";
	}

}
