package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * A file, whatever its name is: device and inode, which a file keeps when it is moved and
 * does not share with a file that takes its place.
 *
 * @param key the file system's key of the file
 */
record FileIdentity(Object key) {

	/** Every file this process has open, as a link to where the file is now. */
	private static final Path OPEN_FILES = Path.of("/proc/self/fd");

	/**
	 * The file that a path leads to, through links.
	 * @return {@code null} where the platform has no such keys
	 * @throws IOException if the path leads to no file, or cannot be followed
	 */
	static @Nullable FileIdentity of(Path path) throws IOException {
		Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
		return (key != null) ? new FileIdentity(key) : null;
	}

	/**
	 * Tells whether a path leads to this file.
	 */
	boolean isAt(Path path) {
		try {
			return equals(of(path));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Finds where the file is now, if this process has it open.
	 * @return {@code null} if it was deleted, or the platform does not tell
	 */
	@Nullable Path find() {
		if (!Files.isDirectory(OPEN_FILES)) {
			return null;
		}
		try (DirectoryStream<Path> links = Files.newDirectoryStream(OPEN_FILES)) {
			for (Path link : links) {
				if (isAt(link)) {
					Path target = Files.readSymbolicLink(link);
					return isAt(target) ? target : null;
				}
			}
		}
		catch (IOException ex) {
			// then nobody knows
		}
		return null;
	}

}
