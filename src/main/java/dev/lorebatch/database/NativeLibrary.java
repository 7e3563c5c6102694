package dev.lorebatch.database;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.machine.UserFolders;

/**
 * SQLite's native library, unpacked once for each version into a folder that only its
 * owner may write to. The driver itself would unpack, compare and delete it with every
 * start.
 */
public final class NativeLibrary {

	private static final Logger logger = LoggerFactory.getLogger(NativeLibrary.class);

	/** The driver's system property for the folder with the library. */
	public static final String PATH = "org.sqlite.lib.path";

	private static final String NATIVE = "/native/";

	private static final Path SELF = Path.of("/proc/self");

	private static final String UID = "unix:uid";

	private static final Set<PosixFilePermission> OTHERS_WRITE = EnumSet.of(PosixFilePermission.GROUP_WRITE,
			PosixFilePermission.OTHERS_WRITE);

	private NativeLibrary() {
	}

	/**
	 * Has the driver load the library, from the cache of this user. Where that cannot be,
	 * the driver does what it always does.
	 * @throws LoreException with {@link ExitCode#IO} if it cannot be loaded from anywhere
	 */
	static void prepare() {
		if (System.getProperty(PATH) == null) {
			Path cache = userCache();
			Path folder = (cache != null) ? unpackedBelow(cache.resolve("lore")) : null;
			if (folder != null) {
				System.setProperty(PATH, folder.toString());
			}
		}
		try {
			SQLiteJDBCLoader.initialize();
		}
		catch (Exception ex) {
			throw UnloadableLibrary.failure(System.getProperty(PATH), ex);
		}
	}

	/**
	 * Puts the library of this machine into a folder, for {@link #PATH}. Where the driver
	 * has none, there is nothing to put.
	 * @throws IOException if it cannot be written
	 */
	public static void copyTo(Path folder) throws IOException {
		try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource())) {
			if (in != null) {
				Files.copy(in, folder.resolve(LibraryLoaderUtil.getNativeLibName()));
			}
		}
	}

	private static String resource() {
		return LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
	}

	/**
	 * The folder with the library, or {@code null} if none can be kept there safely.
	 */
	static @Nullable Path unpackedBelow(Path cache) {
		try {
			String resource = LibraryLoaderUtil.getNativeLibResourcePath();
			String name = LibraryLoaderUtil.getNativeLibName();
			URL packed = SQLiteJDBCLoader.class.getResource(resource + "/" + name);
			if (packed == null || !cache.getFileSystem().supportedFileAttributeViews().contains("posix")) {
				return null;
			}
			String platform = resource.substring(resource.indexOf(NATIVE) + NATIVE.length()).replace('/', '-');
			Path folder = ownFolder(cache.resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + platform));
			unpack(packed, folder.resolve(name));
			return folder;
		}
		catch (IOException | SecurityException ex) {
			logger.debug("SQLite's library is not kept", ex);
			return null;
		}
	}

	private static @Nullable Path userCache() {
		try {
			return UserFolders.ofProcess().cache();
		}
		catch (LoreException ex) {
			logger.debug("There is no folder to keep SQLite's library in", ex);
			return null;
		}
	}

	/**
	 * Code is loaded from it: nobody else may put something there.
	 */
	private static Path ownFolder(Path folder) throws IOException {
		Files.createDirectories(folder,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		boolean others = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
			.stream()
			.anyMatch(OTHERS_WRITE::contains);
		if (others || !isOwn(folder)) {
			throw new IOException("others may write to " + folder);
		}
		return folder;
	}

	/**
	 * By number where the kernel tells the number of this user: not everyone who runs a
	 * process has a name.
	 */
	private static boolean isOwn(Path folder) throws IOException {
		if (Files.exists(SELF)) {
			return Files.getAttribute(folder, UID, LinkOption.NOFOLLOW_LINKS).equals(Files.getAttribute(SELF, UID));
		}
		String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
		return owner.equals(System.getProperty("user.name"));
	}

	/**
	 * A file of another length is what a full disk left, and is made anew. It appears
	 * whole: several processes may do this at once.
	 */
	private static void unpack(URL packed, Path file) throws IOException {
		long length = packed.openConnection().getContentLengthLong();
		if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == length) {
			return;
		}
		Path temporary = Files.createTempFile(file.getParent(), "unpacking", null);
		try {
			try (InputStream in = packed.openStream()) {
				Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
			}
			try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

}
