package dev.lorebatch.bench;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that ended well.
 *
 * @param millis from its start to its end
 * @param cpuMillis what it took of all processors, 0 where the system does not say it
 * @param residentKb the most memory it had, 0 where the system does not say it
 */
record Ran(double millis, long cpuMillis, long residentKb, String stdout) {

	JsonNode data() {
		return JsonMapper.shared().readTree(this.stdout).path("data");
	}

	/**
	 * Milliseconds of a phase.
	 */
	long phase(String name) {
		return data().path("stage_timings_ms").path(name).asLong();
	}

	long requests() {
		return data().path("counters").path("requests").asLong();
	}

}
