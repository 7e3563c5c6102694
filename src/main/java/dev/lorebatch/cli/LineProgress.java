package dev.lorebatch.cli;

import dev.lorebatch.run.Phase;

/**
 * One line for each phase, when it has ended.
 */
class LineProgress implements ProgressView {

	private final StandardStream err;

	private long total;

	private long done;

	LineProgress(StandardStream err) {
		this.err = err;
	}

	@Override
	public void started(Phase phase, long items) {
		this.total = items;
		this.done = 0;
	}

	@Override
	public void grew(Phase phase, long more) {
		this.total += more;
	}

	@Override
	public void advanced(Phase phase, long count) {
		this.done += count;
	}

	@Override
	public void ended(Phase phase, boolean completed, long millis) {
		this.err.showLine("%-11s %d/%d in %d ms%s".formatted(phase.stepName(), this.done, this.total, millis,
				completed ? "" : ", not completed"));
		this.total = 0;
		this.done = 0;
	}

	@Override
	public void notice(String line) {
		this.err.showLine(line);
	}

	@Override
	public void close() {
	}

}
