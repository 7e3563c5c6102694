package dev.lorebatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Loads the classes of a sync on a second processor while the first one parses the
 * command line: without an archive of classes, reading and verifying them is most of a
 * short run. Nothing depends on it. The list, which {@code scripts/list-start-classes}
 * writes, may be old: a class that is missing is left out, one that is not listed is
 * loaded when it is needed.
 */
final class ClassPreloader {

	private static final String LIST = "/start/classes.txt";

	private ClassPreloader() {
	}

	/**
	 * Starts loading, unless that cannot pay: the launcher of {@code install} has an
	 * archive, and other commands need few of these classes.
	 */
	static void start(String[] args) {
		boolean sync = args.length > 0 && args[0].equals("sync");
		if (sync && System.getProperty("lore.program") == null && Runtime.getRuntime().availableProcessors() > 1) {
			Thread thread = new Thread(ClassPreloader::load, "class-preloader");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Loads and links what is listed, and initializes nothing: initializers of one class
	 * run by two threads can wait for each other.
	 * @return how many of them there are
	 */
	static int load() {
		try (InputStream in = ClassPreloader.class.getResourceAsStream(LIST)) {
			if (in == null) {
				return 0;
			}
			BufferedReader names = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
			return (int) names.lines().filter(ClassPreloader::link).count();
		}
		catch (IOException | UncheckedIOException ex) {
			return 0; // classes are loaded without us, too
		}
	}

	private static boolean link(String name) {
		try {
			Class<?> type = Class.forName(name, false, ClassPreloader.class.getClassLoader());
			// No method only links; HotSpot verifies and links before it answers this one
			return type.isInterface() || type.getDeclaredConstructors() != null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false; // of another version, or of an optional library
		}
	}

}
