package dev.lorebatch.faults;

/**
 * What a fault at one request did to a run.
 *
 * @param requests how often the request was sent
 * @param waits of the retry policy, between them
 * @param run how the run ended
 * @param stored what of it is in the database
 * @param restart what a restart asked for, when the fault was gone
 * @param cause as {@code sync_run_retries} has it
 * @param message the run's error
 */
record Cell(String requests, String waits, String run, int exitCode, String stored, String restart, String cause,
		String message) implements MatrixRow {

	static final String NONE = "none";

	Cell withStored(String text) {
		return new Cell(this.requests, this.waits, this.run, this.exitCode, text, this.restart, this.cause,
				this.message);
	}

	@Override
	public String row() {
		return "%s | %s | %s | %d | %s | %s".formatted(this.requests, this.waits, this.run, this.exitCode, this.stored,
				this.restart);
	}

}
