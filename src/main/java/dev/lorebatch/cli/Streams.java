package dev.lorebatch.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.Surroundings;

/**
 * The process's streams and surroundings: results go to {@code out}, everything else to
 * {@code err}.
 *
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 */
record Streams(StandardStream out, StandardStream err, boolean outIsTerminal, boolean errIsTerminal,
		Surroundings surroundings) {

	Map<String, String> environment() {
		return this.surroundings.variables();
	}

	/**
	 * The streams of this process. Libraries that write to {@code System.out} or
	 * {@code System.err} write to them, too.
	 */
	static Streams ofProcess() {
		StandardStream out = of("stdout", FileDescriptor.out);
		StandardStream err = of("stderr", FileDescriptor.err);
		System.setOut(out);
		System.setErr(err);
		return new Streams(out, err, isTerminal(1), isTerminal(2), Surroundings.ofProcess());
	}

	private static StandardStream of(String name, FileDescriptor descriptor) {
		return new StandardStream(name, new BufferedOutputStream(new FileOutputStream(descriptor)));
	}

	/**
	 * Which stream could not be written and why, in words.
	 * @return {@code null} if nothing is lost
	 */
	@Nullable String loss() {
		for (StandardStream stream : List.of(this.out, this.err)) {
			IOException failure = stream.loss();
			if (failure != null) {
				return "%s could not be written: %s".formatted(stream.name(), failure.getMessage());
			}
		}
		return null;
	}

	/**
	 * Java 17 can tell only whether input and output both are a terminal; where the
	 * kernel shows the descriptor, look there.
	 */
	@SuppressWarnings("SystemConsoleNull") // only where there is no /proc, a terminal is
											// assumed from Java 22 on
	private static boolean isTerminal(int descriptor) {
		Path link = Path.of("/proc/self/fd/" + descriptor);
		try {
			if (Files.isSymbolicLink(link)) {
				String target = Files.readSymbolicLink(link).toString();
				return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
			}
		}
		catch (IOException ex) {
			// ask Java instead
		}
		return System.console() != null;
	}

}
