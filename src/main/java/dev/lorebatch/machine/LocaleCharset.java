package dev.lorebatch.machine;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The character set in which Java reads arguments and opens files. Without a locale, as
 * under cron, in containers and in units, it is ASCII: file names with any other letter
 * cannot be opened then, and nothing in Java can change that once it runs.
 */
public final class LocaleCharset {

	/** What a message says when a name has letters that the character set lacks. */
	public static final String NEEDED = "a file name in the characters of the locale; LC_ALL=C.UTF-8 has them all";

	private static final String CURE = "set LC_ALL=C.UTF-8 for this process, or use names of plain letters";

	/** What stands in a text for a byte that could not be read. */
	private static final char UNREADABLE = '\uFFFD';

	private LocaleCharset() {
	}

	/**
	 * Whether given text is to be read as UTF-8: the locale says so, or says nothing.
	 */
	static boolean isUtf8OrNone() {
		Charset charset = charset();
		return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII);
	}

	private static Charset charset() {
		try {
			return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
		}
		catch (IllegalArgumentException ex) {
			return StandardCharsets.ISO_8859_1; // no name that Java knows, so neither
		}
	}

	/**
	 * Tells whether text has bytes in it that could not be read.
	 */
	public static boolean isUnreadable(String text) {
		return text.indexOf(UNREADABLE) >= 0;
	}

	/**
	 * The path that a text names.
	 * @param what it is, for the message
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if Java cannot open it
	 */
	public static Path path(String what, String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			boolean locale = isOfLocale(ex);
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"%s %s is not %s".formatted(what, Excerpt.quote(text), locale ? NEEDED : "a file name"),
					locale ? CURE : "name another file");
		}
	}

	/**
	 * Whether a name cannot be opened because of the locale, and not for another reason.
	 */
	public static boolean isOfLocale(InvalidPathException ex) {
		return ex.getReason().startsWith("Malformed");
	}

	/**
	 * Makes sure that relative names lead to the current folder. If its own name has
	 * letters that the character set lacks, they lead nowhere: files there would be
	 * called absent, or made elsewhere.
	 * @throws LoreException with {@link ExitCode#CONFIG_INVALID} if they do not
	 */
	public static void requireCurrentFolder() {
		if (isUnreadable(System.getProperty("user.dir", ""))) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"the current folder is not " + NEEDED.replace("a file name", "a folder named"),
					"set LC_ALL=C.UTF-8 for this process, or run it in another folder");
		}
	}

}
