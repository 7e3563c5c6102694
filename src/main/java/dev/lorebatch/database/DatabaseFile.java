package dev.lorebatch.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Where the mirror lives.
 *
 * @param path the SQLite file, absolute
 */
public record DatabaseFile(Path path) {

	/** What SQLite's shared memory takes, and some pages. */
	private static final long ROOM = 64 * 1024;

	/** What an empty one takes while it is made. */
	private static final long ROOM_FOR_NEW = 1024 * 1024;

	/**
	 * Whether there is a file.
	 * @throws LoreException if there is something else than a file, for example a folder,
	 * a device, or a link that leads nowhere
	 */
	public boolean exists() {
		refuseOtherThanFile();
		return Files.exists(this.path);
	}

	/**
	 * A file that belongs to the database.
	 * @param suffix {@code -wal}, {@code -shm} or {@code -journal}
	 */
	public Path side(String suffix) {
		return Path.of(this.path + suffix);
	}

	/**
	 * Whether this user may read the file but not write to it, or not make the side files
	 * that SQLite needs for that.
	 */
	public boolean mayOnlyBeRead() {
		Path real = real();
		Path folder = real.getParent();
		return Files.exists(real)
				&& (!Files.isWritable(real) || (folder != null && !Files.isWritable(folder) && !hasLog()));
	}

	/**
	 * Whether this user cannot write to the file now: it may only be read, or there is no
	 * room for the side files.
	 */
	public boolean isOnlyReadable() {
		return mayOnlyBeRead() || (Files.exists(this.path) && !hasLog() && !hasRoom());
	}

	/**
	 * Makes sure that there is room for a new database, or for the side files of one that
	 * is there: where there is none, SQLite would leave files that are of no use, and in
	 * the way of reading.
	 * @throws LoreException with {@link ExitCode#IO} if there is not
	 */
	void requireRoom() {
		boolean there = exists();
		if (there ? !hasLog() && !hasRoom() : !hasRoom(this.path, ROOM_FOR_NEW)) {
			throw new LoreException(ExitCode.IO,
					"the disk is full: there is no room for %s".formatted(
							there ? "the side files of the database " + this.path : "a database at " + this.path),
					"free some space and run the command again, or name another file with --database");
		}
	}

	private boolean hasRoom() {
		return hasRoom(real(), ROOM);
	}

	private static boolean hasRoom(Path path, long room) {
		Path folder = path;
		while (folder.getParent() != null && !Files.exists(folder)) {
			folder = folder.getParent();
		}
		try {
			return Files.getFileStore(folder).getUsableSpace() >= room;
		}
		catch (IOException ex) {
			return true; // SQLite will say
		}
	}

	/**
	 * Says why it may only be read, in words that follow "where" and "but".
	 */
	String whyOnlyRead() {
		Path real = real();
		try {
			if (Files.getFileStore(real).isReadOnly()) {
				return "its file system may only be read";
			}
		}
		catch (IOException ex) {
			// then it is a matter of permissions
		}
		if (!mayOnlyBeRead()) {
			return "its disk is full";
		}
		return Files.isWritable(real) ? "this user may not write to its folder" : "this user may not write to it";
	}

	/**
	 * Whether somebody may write to the file by another name, so that its log lies
	 * elsewhere: a hard link, or a file that is mounted alone, as containers do. Where
	 * the platform does not tell, it has none.
	 */
	boolean hasOtherNames() {
		Path real = real();
		Path folder = real.getParent();
		try {
			boolean linked = Files.getAttribute(real, "unix:nlink") instanceof Integer links && links > 1;
			return linked
					|| (folder != null
							&& !Files.getAttribute(real, "unix:dev").equals(Files.getAttribute(folder, "unix:dev")))
					|| isMountedAlone(real);
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Whether the file itself is where something is mounted.
	 */
	private static boolean isMountedAlone(Path real) throws IOException {
		Path mounts = Path.of("/proc/self/mountinfo");
		if (!Files.isReadable(mounts)) {
			return false;
		}
		String wanted = " " + real.toString().replace("\\", "\\134").replace(" ", "\\040") + " ";
		return Files.readString(mounts, StandardCharsets.ISO_8859_1)
			.contains(new String(wanted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
	}

	/**
	 * Whether there is a log: a write-ahead log, or one to undo what a crash left.
	 */
	boolean hasLog() {
		return Files.exists(log());
	}

	/**
	 * The log beside the file itself, not beside a link to it; the one that would be
	 * there if there is none.
	 */
	Path log() {
		DatabaseFile real = new DatabaseFile(real());
		Path undo = real.side("-journal");
		return Files.exists(undo) ? undo : real.side("-wal");
	}

	private Path real() {
		try {
			return this.path.toRealPath();
		}
		catch (IOException ex) {
			return this.path;
		}
	}

	/**
	 * Creates the file, empty, and the folders above it if they are missing, for the
	 * owner only whatever the umask says: SQLite gives its side files the permissions of
	 * the database.
	 * @throws LoreException with {@link ExitCode#IO} if that is not possible
	 */
	void create() {
		if (exists()) {
			return;
		}
		try {
			Path folder = this.path.getParent();
			if (folder != null) {
				createFolders(folder);
			}
			createForOwner(this.path);
		}
		catch (java.nio.file.FileAlreadyExistsException ex) {
			if (!exists()) { // if it does, another process was faster
				throw notCreated("%s is not a folder".formatted(ex.getFile()));
			}
		}
		catch (IOException ex) {
			throw notCreated(reason(ex, this.path));
		}
	}

	private LoreException notCreated(String reason) {
		return new LoreException(ExitCode.IO, "cannot create the database %s: %s".formatted(this.path, reason),
				"choose another file with --database");
	}

	private static void createFolders(Path folder) throws IOException {
		if (isPosix(folder)) {
			Files.createDirectories(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectories(folder);
		}
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/**
	 * Creates an empty file that only its owner can read.
	 */
	static void createForOwner(Path path) throws IOException {
		if (isPosix(path)) {
			Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		}
		else {
			Files.createFile(path);
		}
	}

	private void refuseOtherThanFile() {
		if (Files.isDirectory(this.path)) {
			throw new LoreException(ExitCode.DATABASE, "the database %s is a directory".formatted(this.path),
					"name a file, for example %s".formatted(this.path.resolve("lore.db")));
		}
		if (Files.exists(this.path) && !Files.isRegularFile(this.path)) {
			throw new LoreException(ExitCode.DATABASE,
					"the database %s is not a file but a device, a pipe or the like".formatted(this.path),
					"name a file with --database");
		}
		if (Files.isSymbolicLink(this.path) && !Files.exists(this.path)) {
			throw new LoreException(ExitCode.IO,
					"the database %s is a link to a file that does not exist".formatted(this.path),
					"is the disk mounted? If the file is meant to be new, remove the link");
		}
	}

	/**
	 * Why an operation on the file failed, in few words.
	 */
	static String reason(IOException ex, Path path) {
		if (ex instanceof java.nio.file.AccessDeniedException) {
			return "permission denied";
		}
		if (ex instanceof java.nio.file.FileSystemException file && file.getReason() != null) {
			return file.getReason();
		}
		String message = String.valueOf(ex.getMessage());
		return message.equals(path.toString()) ? ex.getClass().getSimpleName() : message;
	}

}
