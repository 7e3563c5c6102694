package dev.lorebatch.database;

import java.io.IOException;
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

	public boolean exists() {
		return Files.exists(this.path);
	}

	/**
	 * Creates the file, empty, and the folders above it if they are missing, for the
	 * owner only whatever the umask says: SQLite gives its side files the permissions of
	 * the database.
	 * @throws LoreException with {@link ExitCode#IO} if that is not possible
	 */
	void create() {
		refuseOtherThanFile();
		if (exists()) {
			return;
		}
		try {
			Path folder = this.path.getParent();
			if (folder != null) {
				createFolders(folder);
			}
			createForOwner();
		}
		catch (java.nio.file.FileAlreadyExistsException ex) {
			if (!exists()) {
				throw notCreated("%s is not a folder".formatted(ex.getFile()));
			}
			refuseOtherThanFile(); // another process was faster
		}
		catch (IOException ex) {
			throw notCreated(reason(ex, this.path));
		}
	}

	private LoreException notCreated(String reason) {
		return new LoreException(ExitCode.IO, "cannot create the database %s: %s".formatted(this.path, reason),
				"choose another file with --database");
	}

	private void createFolders(Path folder) throws IOException {
		if (isPosix()) {
			Files.createDirectories(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectories(folder);
		}
	}

	private boolean isPosix() {
		return this.path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	private void createForOwner() throws IOException {
		if (isPosix()) {
			Files.createFile(this.path,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		}
		else {
			Files.createFile(this.path);
		}
	}

	private void refuseOtherThanFile() {
		if (Files.isDirectory(this.path)) {
			throw new LoreException(ExitCode.DATABASE, "the database %s is a directory".formatted(this.path),
					"name a file, for example %s".formatted(this.path.resolve("lore.db")));
		}
	}

	private static String reason(IOException ex, Path path) {
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
