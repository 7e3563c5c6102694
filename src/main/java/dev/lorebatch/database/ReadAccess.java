package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * How a database is read. SQLite writes side files even to read one with a write-ahead
 * log; where this user may not, the file is read as one that nobody changes, and whether
 * that was so is looked at before anything that was read is claimed.
 */
final class ReadAccess {

	private final DatabaseFile file;

	private final @Nullable FileState before;

	private ReadAccess(DatabaseFile file, @Nullable FileState before) {
		this.file = file;
		this.before = before;
	}

	/**
	 * The way that leaves nothing behind.
	 * @throws LoreException with {@link ExitCode#IO} if this user may not read the file
	 */
	static ReadAccess of(DatabaseFile file) {
		if (file.isOnlyReadable() && !file.hasLog() && file.hasOtherNames()) {
			throw new LoreException(ExitCode.IO,
					"the database %s cannot be read here: it has another name, beside which there may be a log that cannot be seen from here, and %s"
						.formatted(file.path(), file.whyOnlyRead()),
					"mount or share the folder of the database instead of the file alone, or read a copy",
					List.of(copy(file)), null);
		}
		return (file.isOnlyReadable() && !file.hasLog()) ? immutable(file) : new ReadAccess(file, null);
	}

	static ReadAccess immutable(DatabaseFile file) {
		return new ReadAccess(file, FileState.of(file));
	}

	/**
	 * Whether SQLite takes no locks, looks for no log and writes no side files.
	 */
	boolean isImmutable() {
		return this.before != null;
	}

	Connection connect(SQLiteConfig config) throws SQLException {
		SQLiteDataSource source = ReadOnlyDatabase.source(this.file, config);
		if (isImmutable()) {
			source.setUrl("jdbc:sqlite:file:" + this.file.path().toUri().getRawPath() + "?immutable=1");
		}
		return source.getConnection();
	}

	/**
	 * Makes sure that what was read is what was there.
	 * @throws LoreException with {@link ExitCode#IO} if somebody may have written
	 * meanwhile
	 */
	void requireUnchanged() {
		if (this.before != null && (this.before.log() || !this.before.equals(FileState.of(this.file)))) {
			throw new LoreException(ExitCode.IO,
					"the database %s was written to while it was read, which cannot be done at once where %s"
						.formatted(this.file.path(), this.file.whyOnlyRead()),
					"run the command again, or read a copy", List.of(copy(this.file)), null);
		}
	}

	/**
	 * The failure to read a file whose log this user cannot take part in.
	 */
	static LoreException logInTheWay(DatabaseFile file, LoreException failure) {
		return new LoreException(ExitCode.IO,
				"the database %s cannot be read here: a part of it is in %s, and for that SQLite has to write, but %s"
					.formatted(file.path(), file.log().getFileName(), file.whyOnlyRead()),
				"let a user who may write there copy it; the copy can be read anywhere", List.of(copy(file)), failure);
	}

	/**
	 * The failure to read a file of an older schema, which has to be brought up to date
	 * first: the file itself, or where this user may not write there, a copy.
	 */
	LoreException outdated(int version) {
		String message = "the database has schema version %d, which this program cannot search".formatted(version);
		if (!isImmutable()) {
			return new LoreException(ExitCode.MIGRATION_FAILED, message,
					"let a command that may write bring it up to date",
					List.of(RecoveryAction.of("bring the schema up to date", "runs", "list")), null);
		}
		String copy = copyName(this.file);
		return new LoreException(ExitCode.MIGRATION_FAILED,
				"%s, and it cannot be brought up to date, for %s".formatted(message, this.file.whyOnlyRead()),
				"let a user who may write there run any command on it, or bring a copy up to date and read that",
				List.of(RecoveryAction.of("make a copy", "db", "backup", copy),
						RecoveryAction.again("bring the copy up to date", List.of("runs", "list", "--database", copy))),
				null);
	}

	private static RecoveryAction copy(DatabaseFile file) {
		return RecoveryAction.of("as a user who may write there: a copy that can be read anywhere", "db", "backup",
				copyName(file));
	}

	private static String copyName(DatabaseFile file) {
		Path name = file.path().getFileName();
		return "copy-of-" + ((name != null) ? name : "lore.db");
	}

}
