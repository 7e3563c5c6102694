package dev.lorebatch.bench;

/**
 * A full sync of a generated project, and a client that only downloads the same pages.
 *
 * @param serverCpuMillis what the server took of the processors, which it shares
 * @param bareServerCpuMillis the same for the bare client
 */
record FullSync(int issues, Ran ran, long serverCpuMillis, Ran bare, long bareServerCpuMillis) {

	/**
	 * Milliseconds of the phases that ask the server.
	 */
	double network() {
		return this.ran.phase("ingest") + this.ran.phase("dependents");
	}

	/**
	 * Milliseconds of all processes.
	 */
	double cpuMillis() {
		return this.ran.cpuMillis() + this.serverCpuMillis;
	}

	double bareCpuMillis() {
		return this.bare.cpuMillis() + this.bareServerCpuMillis;
	}

}
