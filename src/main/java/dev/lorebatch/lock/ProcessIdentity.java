package dev.lorebatch.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Which process owns something, so that another one can tell whether it still lives.
 *
 * @param host name of the machine and, where the platform tells, its boot and its process
 * namespace: a process id means something within one of these only
 * @param pid the process id
 * @param startedAt when the process started, tells it from a later one with the same id;
 * {@code null} if the platform does not say
 */
record ProcessIdentity(String host, long pid, @Nullable Instant startedAt) {

	/**
	 * The kernel counts process starts in ticks of 10 ms, so two readings differ a
	 * little.
	 */
	private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

	static ProcessIdentity current() {
		ProcessHandle self = ProcessHandle.current();
		return new ProcessIdentity(hostIdentity(), self.pid(), self.info().startInstant().orElse(null));
	}

	/**
	 * Whether this machine can see for itself if that process lives.
	 */
	boolean isOnThisHost() {
		return this.host.equals(hostIdentity());
	}

	/**
	 * Whether the process lives; meaningful only if {@link #isOnThisHost()}.
	 */
	boolean isAlive() {
		Optional<ProcessHandle> process = ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive);
		if (process.isEmpty() || isZombie(this.pid)) {
			return false;
		}
		Optional<Instant> started = process.get().info().startInstant();
		if (this.startedAt == null || started.isEmpty()) {
			return true;
		}
		return Duration.between(this.startedAt, started.get()).abs().compareTo(START_TOLERANCE) <= 0;
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
	private static boolean isZombie(long pid) {
		String stat = read(Path.of("/proc/" + pid + "/stat"));
		String afterName = stat.substring(stat.lastIndexOf(')') + 1).strip();
		return afterName.startsWith("Z") || afterName.startsWith("X");
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
