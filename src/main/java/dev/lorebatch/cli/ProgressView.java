package dev.lorebatch.cli;

import dev.lorebatch.machine.TerminalWidth;
import dev.lorebatch.step.PhaseProgress;

/**
 * Shows progress to people: bars on a terminal, one line for each phase elsewhere,
 * nothing to machines.
 */
interface ProgressView extends PhaseProgress, AutoCloseable {

	@Override
	void close();

	static ProgressView create(Streams streams, GlobalOptions options, Output output) {
		if (output.isRobot() || options.quiet) {
			return new SilentProgress();
		}
		boolean dumb = "dumb".equals(streams.environment().get("TERM"));
		return (streams.errIsTerminal() && !dumb)
				? new BarProgress(streams.err(), TerminalWidth.columns(streams.environment()))
				: new LineProgress(streams.err());
	}

	/**
	 * For machines.
	 */
	final class SilentProgress implements ProgressView {

		@Override
		public void close() {
		}

	}

}
