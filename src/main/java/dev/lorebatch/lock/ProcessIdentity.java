package dev.lorebatch.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Which process owns something, so that another one can tell whether it still lives.
 *
 * @param host name of the machine and, where the platform tells, its boot and its process
 * namespace: a process id means something within one of these only
 * @param pid the process id
 * @param startedAt when the process started, {@code null} if the platform does not say.
 * On Linux it is computed from a clock that may be set, so another start is no proof of
 * another process
 * @param startTicks when it started in ticks of the kernel since the boot, which tells it
 * from a later process with the same id whatever happens to the clock; {@code null} if
 * the platform does not say, or an older version wrote the row
 */
record ProcessIdentity(String host, long pid, @Nullable Instant startedAt, @Nullable Long startTicks) {

	/**
	 * The kernel counts process starts in ticks of 10 ms, so two readings differ a
	 * little.
	 */
	private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

	/**
	 * The place of the start in {@code /proc/PID/stat} behind the name of the program:
	 * field 22 of proc(5), and the first behind the name is field 3.
	 */
	private static final int START_TICKS = 22 - 3;

	static ProcessIdentity current() {
		ProcessHandle self = ProcessHandle.current();
		return new ProcessIdentity(hostIdentity(), self.pid(), self.info().startInstant().orElse(null),
				startTicks(stat(self.pid())));
	}

	/**
	 * Whether this machine can see for itself if that process lives.
	 */
	boolean isOnThisHost() {
		return this.host.equals(hostIdentity());
	}

	/**
	 * Asks the operating system whether the process lives. It cannot tell of processes
	 * elsewhere, nor whether a process with this id is the one that is meant if only the
	 * times of their starts are known, and those differ.
	 */
	Liveness look() {
		if (!isOnThisHost()) {
			return Liveness.UNPROVEN;
		}
		Optional<ProcessHandle> process = ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive);
		List<String> stat = stat(this.pid);
		if (process.isEmpty() || isZombie(stat)) {
			return Liveness.DEAD;
		}
		Long ticks = startTicks(stat);
		if (this.startTicks != null && ticks != null) {
			return this.startTicks.equals(ticks) ? Liveness.ALIVE : Liveness.DEAD;
		}
		Optional<Instant> started = process.get().info().startInstant();
		if (this.startedAt == null || started.isEmpty()) {
			return Liveness.ALIVE;
		}
		boolean equal = Duration.between(this.startedAt, started.get()).abs().compareTo(START_TOLERANCE) <= 0;
		return equal ? Liveness.ALIVE : Liveness.UNPROVEN;
	}

	/**
	 * The name people know the machine by.
	 */
	String hostName() {
		int end = this.host.indexOf('/');
		return (end < 0) ? this.host : this.host.substring(0, end);
	}

	/**
	 * Whether the process has ended and only waits for its parent to ask how. In a
	 * container whose first process does not ask, it waits for ever.
	 */
	private static boolean isZombie(List<String> stat) {
		return stat.get(0).startsWith("Z") || stat.get(0).startsWith("X");
	}

	private static @Nullable Long startTicks(List<String> stat) {
		boolean there = stat.size() > START_TICKS && stat.get(START_TICKS).matches("[0-9]{1,18}");
		return there ? Long.valueOf(stat.get(START_TICKS)) : null;
	}

	/**
	 * What Linux says of a process, from its state on: the name before that may have any
	 * characters in it. One empty text if nothing is said.
	 */
	private static List<String> stat(long pid) {
		String stat = read(Path.of("/proc/" + pid + "/stat"));
		return List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "));
	}

	private static String hostIdentity() {
		return hostNameOfThisMachine() + "/" + read(Path.of("/proc/sys/kernel/random/boot_id")) + "/"
				+ link(Path.of("/proc/self/ns/pid"));
	}

	private static String hostNameOfThisMachine() {
		String fromKernel = read(Path.of("/proc/sys/kernel/hostname"));
		if (!fromKernel.isEmpty()) {
			return fromKernel;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	private static String read(Path file) {
		try {
			return Files.exists(file) ? Files.readString(file).strip() : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String link(Path file) {
		try {
			return Files.readSymbolicLink(file).toString();
		}
		catch (IOException | UnsupportedOperationException ex) {
			return "";
		}
	}

}
