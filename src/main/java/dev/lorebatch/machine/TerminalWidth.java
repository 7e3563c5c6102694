package dev.lorebatch.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How wide the terminal is. Java does not tell, so {@code stty} is asked, which takes
 * some milliseconds: for whoever is about to write to a terminal what must fit.
 */
public final class TerminalWidth {

	private static final int USUAL = 80;

	/** Narrower ones wrap whatever is done. */
	private static final int LEAST = 20;

	private static final int MOST = 1_000;

	private static final long PATIENCE_MILLIS = 500;

	private static final File TERMINAL = new File("/dev/tty");

	private TerminalWidth() {
	}

	/**
	 * The columns of the terminal of this process: what the variable {@code COLUMNS}
	 * says, else what the terminal does; 80 if neither does.
	 * @param variables of the environment
	 */
	public static int columns(Map<String, String> variables) {
		int said = number(String.valueOf(variables.get("COLUMNS")));
		int found = (said > 0) ? said : number(ask());
		return (found > 0) ? Math.max(LEAST, Math.min(MOST, found)) : USUAL;
	}

	/**
	 * Rows and columns.
	 */
	private static String ask() {
		try {
			Process stty = new ProcessBuilder("stty", "size").redirectInput(TERMINAL)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
				stty.destroyForcibly();
				return "";
			}
			String size = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII).strip();
			return size.substring(size.indexOf(' ') + 1);
		}
		catch (IOException ex) {
			return ""; // no such program, or no terminal
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	private static int number(String text) {
		try {
			return Integer.parseInt(text.strip());
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
