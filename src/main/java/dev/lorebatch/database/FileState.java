package dev.lorebatch.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.nio.file.StandardOpenOption;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * What shows whether anybody wrote to a database file between two looks.
 *
 * @param size in bytes
 * @param modified when the file was written last
 * @param changes SQLite's count of changes in the header
 * @param log whether there is a log beside it, with what is not yet or no longer in it
 */
record FileState(long size, FileTime modified, int changes, boolean log) {

	/** Of the count, in the header. */
	private static final int POSITION = 24;

	/**
	 * @throws LoreException with {@link ExitCode#IO} if this user may not read the file
	 */
	static FileState of(DatabaseFile file) {
		ByteBuffer count = ByteBuffer.allocate(Integer.BYTES);
		try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
			channel.read(count, POSITION);
			return new FileState(channel.size(), Files.getLastModifiedTime(file.path()), count.getInt(0),
					file.hasLog());
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO,
					"the database %s cannot be read: %s".formatted(file.path(), DatabaseFile.reason(ex, file.path())),
					"let its owner make it readable for this user, or name another file with --database");
		}
	}

}
