package dev.lorebatch.faults;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.lorebatch.job.RunResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Surgical runs, each on an empty mirror.
 */
final class Lane implements FaultLane<Cell> {

	private static final String RUN = "r";

	private static final String AGAIN = "again";

	private static final String EMPTY = "empty";

	private final FaultedMirror mirror;

	private final Map<Place, Undisturbed> undisturbed = new HashMap<>();

	Lane(LaneSettings settings, URI sample) throws IOException, SQLException {
		this.mirror = new FaultedMirror(settings, sample);
		this.mirror.save(EMPTY);
	}

	/**
	 * Runs until the fault is through, then restarts without it.
	 */
	@Override
	public Cell run(Place place, Fault fault, int times) {
		Undisturbed wanted = undisturbed(place);
		this.mirror.restore(EMPTY);
		this.mirror.proxy().arm(place, fault, times);
		RunResult result = this.mirror.launch(Column.request(RUN));
		List<Seen> seen = this.mirror.proxy().seen();
		Observation observation = new Observation(this.mirror.mirror(), RUN, place, fault, seen, wanted.seen(), result);
		Set<String> owed = observation.owedSets();
		if (times == FaultProxy.FOR_EVER) {
			observation.requireBudget();
		}
		Cell cell = observation.cell(Cell.NONE);
		if (result.failure() != null) {
			this.mirror.proxy().arm(place, null, 0);
			this.mirror.complete(Column.request(RUN));
			cell = observation.cell(restart(this.mirror.proxy().seen(), owed, observation));
		}
		if (observation.lacksSets()) {
			observation.requireKept(this.mirror.content(), wanted.content());
			this.mirror.proxy().arm(place, null, 0);
			this.mirror.complete(Column.request(AGAIN));
			return observation.finishAgain(cell, this.mirror.content(), wanted.content());
		}
		return observation.finish(cell, this.mirror.content(), wanted.content());
	}

	private Undisturbed undisturbed(Place place) {
		Undisturbed known = this.undisturbed.get(place);
		if (known == null) {
			this.mirror.restore(EMPTY);
			this.mirror.proxy().arm(place, null, 0);
			this.mirror.complete(Column.request(RUN));
			known = new Undisturbed(this.mirror.content(), this.mirror.proxy().seen());
			this.undisturbed.put(place, known);
		}
		return known;
	}

	private static String restart(List<Seen> seen, Set<String> owed, Observation observation) {
		Set<String> asked = seen.stream().filter(Seen::isSet).map(Seen::path).collect(Collectors.toSet());
		assertThat(asked).as("what the restart asked for").isEqualTo(owed);
		return observation.owedInWords();
	}

	@Override
	public void close() throws IOException, SQLException {
		this.mirror.close();
	}

	private record Undisturbed(Map<String, List<String>> content, List<Seen> seen) {

	}

}
