package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.util.LibraryLoaderUtil;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Why SQLite's native library cannot be loaded. The driver only says that it found none;
 * the places it looked in tell more.
 */
final class UnloadableLibrary {

	private static final Path MOUNTS = Path.of("/proc/self/mounts");

	private static final String CURE = "name a folder that code may be run from: XDG_CACHE_HOME=/folder, "
			+ "or java -Dorg.sqlite.tmpdir=/folder -jar lore-batch.jar";

	private UnloadableLibrary() {
	}

	/**
	 * @param kept the folder in which the library is kept, {@code null} if there is none
	 * @param ex what the driver says
	 */
	static LoreException failure(@Nullable String kept, Exception ex) {
		Path temporary = Path.of(System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir", "/tmp")));
		List<Path> forbidden = new ArrayList<>();
		String reason = null;
		if (kept != null) {
			Path library = Path.of(kept, LibraryLoaderUtil.getNativeLibName());
			reason = Files.isRegularFile(library) ? whyNotLoaded(library) : null;
			if (isNoExec(library)) {
				forbidden.add(Path.of(kept));
			}
		}
		if (isNoExec(temporary)) {
			forbidden.add(temporary);
		}
		if (forbidden.contains(temporary)) {
			return failure("SQLite's library cannot be loaded: no code may be run from %s (mounted noexec)"
				.formatted(words(forbidden)), CURE, ex);
		}
		if (!Files.isDirectory(temporary) || !Files.isWritable(temporary)) {
			return failure("SQLite's library cannot be unpacked into %s, which is no folder that this user may write to"
				.formatted(temporary), CURE, ex);
		}
		if (reason != null && forbidden.isEmpty()) {
			return failure("SQLite's library cannot be loaded: " + reason,
					"the jar has libraries for Linux, macOS and Windows on common processors; use a Java for one of them",
					ex);
		}
		return failure("SQLite's library cannot be unpacked into " + temporary, "free some space there, or " + CURE,
				ex);
	}

	/**
	 * What the system says about it.
	 */
	@SuppressWarnings("BanSystemLoad")
	private static @Nullable String whyNotLoaded(Path library) {
		try {
			System.load(library.toAbsolutePath().toString());
			return null;
		}
		catch (UnsatisfiedLinkError ex) {
			return String.valueOf(ex.getMessage()).lines().findFirst().orElse(null);
		}
	}

	private static boolean isNoExec(Path path) {
		return isNoExec(path, MOUNTS);
	}

	/**
	 * Whether the file system of a path was mounted so that no code may be run from it.
	 * @param mounts the table of mounts
	 */
	static boolean isNoExec(Path path, Path mounts) {
		boolean noExec = false;
		int longest = -1;
		try {
			Path real = existing(path.toAbsolutePath()).toRealPath();
			for (String line : Files.readAllLines(mounts)) {
				String[] fields = line.split(" ");
				Path point = Path.of((fields.length > 3) ? fields[1].replace("\\040", " ") : "");
				if (real.startsWith(point) && point.getNameCount() >= longest) {
					longest = point.getNameCount();
					noExec = List.of(fields[3].split(",")).contains("noexec");
				}
			}
		}
		catch (IOException | InvalidPathException ex) {
			return false; // not every system has such a table, nor every locale its
							// letters
		}
		return noExec;
	}

	private static Path existing(Path path) {
		Path parent = path.getParent();
		return (Files.exists(path) || parent == null) ? path : existing(parent);
	}

	private static String words(List<Path> paths) {
		return String.join(" and ", paths.stream().map(Path::toString).toList());
	}

	private static LoreException failure(String message, String suggestion, Exception ex) {
		return new LoreException(ExitCode.IO, message, suggestion, List.of(), ex);
	}

}
