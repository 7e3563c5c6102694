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
		if (this.before != null && !this.before.equals(FileState.of(this.file))) {
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

	private static RecoveryAction copy(DatabaseFile file) {
		Path name = file.path().getFileName();
		return RecoveryAction.of("as a user who may write there: a copy that can be read anywhere", "db", "backup",
				"copy-of-" + ((name != null) ? name : "lore.db"));
	}

}
