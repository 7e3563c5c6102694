package dev.lorebatch.step;

import dev.lorebatch.run.Phase;

/**
 * Passes progress on to whoever watches at the moment: the steps are wired once, the
 * watcher comes with each command. Partitions tell it from their own threads.
 */
public class ProgressRelay implements PhaseProgress {

	private volatile PhaseProgress watcher = PhaseProgress.NONE;

	public void watch(PhaseProgress progress) {
		this.watcher = progress;
	}

	@Override
	public synchronized void started(Phase phase, long total) {
		this.watcher.started(phase, total);
	}

	@Override
	public synchronized void grew(Phase phase, long more) {
		this.watcher.grew(phase, more);
	}

	@Override
	public synchronized void advanced(Phase phase, long count) {
		this.watcher.advanced(phase, count);
	}

	@Override
	public synchronized void ended(Phase phase, boolean completed, long millis) {
		this.watcher.ended(phase, completed, millis);
	}

	@Override
	public synchronized void notice(String line) {
		this.watcher.notice(line);
	}

}
