package dev.lorebatch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.lorebatch.failure.Secrets;

/**
 * Looks at who can read files with secrets, as ssh does with keys.
 */
public final class FilePermissions {

	private static final Logger LOGGER = LoggerFactory.getLogger(FilePermissions.class);

	private FilePermissions() {
	}

	/**
	 * Warns, in one line, if the whole machine can read a file, or if the file is of this
	 * user and its group can. That of another user is often lent to a group on purpose. A
	 * pipe, and a file system without such permissions, say nothing.
	 * @param what the file is, for the message
	 */
	public static void warnIfShared(String what, Path file) {
		String readers = readers(file);
		if (!readers.isEmpty()) {
			LOGGER.warn("{} {} can be read by {}; chmod 600 makes it readable by its owner only", what,
					Secrets.mask(file.toString()), readers);
		}
	}

	private static String readers(Path file) {
		try {
			PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
			Set<PosixFilePermission> permissions = attributes.permissions();
			if (!attributes.isRegularFile()) {
				return "";
			}
			if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
				return "all users";
			}
			boolean group = permissions.contains(PosixFilePermission.GROUP_READ);
			return (group && isOwn(file, attributes.owner().getName())) ? "its group" : "";
		}
		catch (IOException | UnsupportedOperationException ex) {
			return ""; // whether it can be read at all, its reader finds out
		}
	}

	/**
	 * By number where the system tells it: a user need not have a name.
	 */
	private static boolean isOwn(Path file, String owner) throws IOException {
		Path process = Path.of("/proc/self");
		return Files.exists(process)
				? Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(process, "unix:uid"))
				: owner.equals(System.getProperty("user.name"));
	}

}
