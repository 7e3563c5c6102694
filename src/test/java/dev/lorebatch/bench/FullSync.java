package dev.lorebatch.bench;

/**
 * A full sync of a generated project.
 *
 * @param serverCpuMillis what the server took of the processors, which it shares
 */
record FullSync(int issues, Ran ran, long serverCpuMillis) {

	double seconds() {
		return this.ran.millis() / 1_000;
	}

}
