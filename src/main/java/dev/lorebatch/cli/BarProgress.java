package dev.lorebatch.cli;

import me.tongfei.progressbar.InteractiveConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import dev.lorebatch.run.Phase;

/**
 * A bar for each phase with its count and rate.
 */
class BarProgress implements ProgressView {

	private static final int UPDATE_MS = 100;

	private static final int MAX_WIDTH = 78;

	private final StandardStream err;

	private final int width;

	private @Nullable ProgressBar bar;

	/**
	 * @param columns of the terminal; a bar that reaches the last one begins a new line
	 */
	BarProgress(StandardStream err, int columns) {
		this.err = err;
		this.width = Math.min(MAX_WIDTH, columns - 1);
	}

	@Override
	public void started(Phase phase, long total) {
		close();
		this.bar = new ProgressBarBuilder().setTaskName("%-10s".formatted(phase.stepName()))
			.setInitialMax(total)
			.setStyle(ProgressBarStyle.ASCII)
			.setUpdateIntervalMillis(UPDATE_MS)
			.showSpeed()
			.setConsumer(new InteractiveConsoleProgressBarConsumer(this.err, this.width))
			.build();
	}

	@Override
	public void grew(Phase phase, long more) {
		if (this.bar != null) {
			this.bar.maxHint(this.bar.getMax() + more);
		}
	}

	@Override
	public void advanced(Phase phase, long count) {
		if (this.bar != null) {
			this.bar.stepBy(count);
		}
	}

	@Override
	public void ended(Phase phase, boolean completed, long millis) {
		close();
	}

	@Override
	public void notice(String line) {
		this.err.showLine(line);
	}

	@Override
	public void close() {
		if (this.bar != null) {
			this.bar.close();
			this.bar = null;
		}
	}

}
