package dev.lorebatch.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * SIGINT, SIGTERM, and SIGHUP, which comes when the terminal goes: the first one stops
 * the run at its next safe point, a second one ends the process at once. If the safe
 * point does not come in time the process ends all the same; the run is then recovered
 * like one whose process died.
 */
class Signals {

	/** Users were promised five seconds. */
	private static final Duration GRACE = Duration.ofMillis(4_300);

	private final AtomicReference<@Nullable ExitCode> received = new AtomicReference<>();

	/**
	 * Watches for the signals from now on. One that this process was started to ignore,
	 * as SIGHUP by {@code nohup}, stays ignored.
	 * @param stop stops the run, called once from another thread
	 * @param notice told one line when the first signal comes
	 */
	void install(Runnable stop, Consumer<String> notice) {
		register("HUP", ExitCode.HUNG_UP, stop, notice);
		register("INT", ExitCode.INTERRUPTED, stop, notice);
		register("TERM", ExitCode.TERMINATED, stop, notice);
	}

	/**
	 * The exit code of the signal that came, {@code null} if none did.
	 */
	@Nullable ExitCode received() {
		return this.received.get();
	}

	/**
	 * An interruption with the exit code of the signal behind it; any other failure as it
	 * is.
	 * @param otherwise the exit code of an interruption that no signal caused
	 */
	LoreException explain(LoreException failure, ExitCode otherwise) {
		if (failure.exitCode() != ExitCode.INTERRUPTED) {
			return failure;
		}
		ExitCode signal = this.received.get();
		return new LoreException((signal != null) ? signal : otherwise, String.valueOf(failure.getMessage()),
				failure.suggestion(), failure.actions(), failure);
	}

	private void register(String name, ExitCode exitCode, Runnable stop, Consumer<String> notice) {
		org.jline.utils.Signals.register(name, () -> {
			if (!this.received.compareAndSet(null, exitCode)) {
				if (exitCode == ExitCode.HUNG_UP) {
					return; // shell and kernel send one each when a terminal goes
				}
				Runtime.getRuntime().halt(exitCode.number());
			}
			startWatchdog(exitCode);
			stop.run();
			// Last: whoever reads stderr may not read it any more
			notice.accept((exitCode == ExitCode.HUNG_UP)
					? "the terminal hung up, stopping at the next safe point; SIGTERM ends at once"
					: "stopping at the next safe point, SIG%s again ends at once".formatted(name));
		});
	}

	private static void startWatchdog(ExitCode exitCode) {
		Thread watchdog = new Thread(() -> {
			try {
				Thread.sleep(GRACE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			Runtime.getRuntime().halt(exitCode.number());
		}, "watchdog");
		watchdog.setDaemon(true);
		watchdog.start();
	}

}
