package dev.lorebatch.faults;

/**
 * What a fault at one request did to a run of a whole project.
 *
 * @param requests how often the request was sent
 * @param waits of the retry policy, between them
 * @param run how the run ended
 * @param stored what of its content is in the mirror then
 * @param watermark what became of the watermarks
 * @param next what another run asks for, when the fault is gone
 * @param restart what a restart asks for instead
 */
record ProjectCell(String requests, String waits, String run, int exitCode, String stored, String watermark,
		String next, String restart) implements MatrixRow {

	@Override
	public String row() {
		return "%s | %s | %s | %d | %s | %s | %s | %s".formatted(this.requests, this.waits, this.run, this.exitCode,
				this.stored, this.watermark, this.next, this.restart);
	}

}
