package dev.lorebatch.sample;

import java.util.List;

/**
 * Plain sentences about beacons and tides, the same for the same seed.
 */
final class Prose {

	private static final List<String> SUBJECTS = List.of("The tide gauge", "Beacon 12", "The alarm relay",
			"The chart service", "The harbour dashboard", "The telemetry queue", "The night shift",
			"The signal decoder", "The retry loop", "The forecast import", "The battery monitor", "The mooring sensor");

	private static final List<String> VERBS = List.of("loses", "repeats", "delays", "reports", "drops", "rounds",
			"overwrites", "confirms", "misreads", "buffers", "forwards", "rejects");

	private static final List<String> OBJECTS = List.of("the high water mark", "every third heartbeat",
			"a stale reading", "the wind correction", "the acknowledged alarm", "the last position",
			"a duplicate measurement", "the chart datum", "the maintenance window", "the light character",
			"the salinity probe", "an empty batch");

	private static final List<String> CIRCUMSTANCES = List.of("after a reconnect", "during spring tide",
			"when the clock changes", "under heavy load", "on the standby node", "near the outer pier",
			"while the import runs", "if the battery is low", "since the last release", "before sunrise",
			"when two alarms overlap", "behind the proxy");

	private long state;

	Prose(long seed) {
		this.state = seed;
	}

	String title() {
		return pick(SUBJECTS) + " " + pick(VERBS) + " " + pick(OBJECTS) + " " + pick(CIRCUMSTANCES);
	}

	String paragraph(int sentences) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < sentences; i++) {
			text.append((i == 0) ? "" : " ").append(title()).append('.');
		}
		return text.toString();
	}

	/**
	 * Scrambles a number (the finisher of SplitMix64).
	 */
	static long mix(long value) {
		long mixed = value + 0x9E3779B97F4A7C15L;
		mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return mixed ^ (mixed >>> 31);
	}

	private String pick(List<String> words) {
		this.state = mix(this.state);
		return words.get((int) Math.floorMod(this.state, (long) words.size()));
	}

}
