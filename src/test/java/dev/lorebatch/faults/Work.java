package dev.lorebatch.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A cell to run.
 */
record Work(Place place, Fault fault, Depth depth) {

	static List<Work> all(List<? extends Place> places) {
		List<Work> all = new ArrayList<>();
		for (Place place : places) {
			for (Fault fault : Fault.values()) {
				place.depths().forEach((depth) -> all.add(new Work(place, fault, depth)));
			}
		}
		return all;
	}

	/**
	 * What the build has time for: every fault at some places, and at every place some
	 * faults.
	 */
	static List<Work> some(Random random, int perFault, int perPlace, List<? extends Place> places) {
		List<Work> shuffled = new ArrayList<>(all(places));
		Collections.shuffle(shuffled, random);
		Map<Object, Integer> seen = new HashMap<>();
		return shuffled.stream()
			.filter((work) -> seen.merge(work.fault(), 1, Integer::sum) <= perFault
					| seen.merge(work.place(), 1, Integer::sum) <= perPlace)
			.toList();
	}

	String key() {
		return FaultTables.key(this.place, this.fault, this.depth);
	}

}
