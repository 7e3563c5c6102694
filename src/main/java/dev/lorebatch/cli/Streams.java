package dev.lorebatch.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.lorebatch.config.Surroundings;

/**
 * The process's streams and surroundings: results go to {@code out}, everything else to
 * {@code err}.
 *
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 */
record Streams(PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal,
		Surroundings surroundings) {

	Map<String, String> environment() {
		return this.surroundings.variables();
	}

	static Streams ofProcess() {
		return new Streams(utf8(System.out), utf8(System.err), isTerminal(1), isTerminal(2), Surroundings.ofProcess());
	}

	/**
	 * UTF-8 whatever the locale says: JSON is UTF-8.
	 */
	private static PrintStream utf8(PrintStream stream) {
		return new PrintStream(stream, true, StandardCharsets.UTF_8);
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
