package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * The messages about a database file that went away while it was in use: what happened,
 * where the data may be, what to do.
 */
final class LostDatabase {

	private static final RecoveryAction CHECK = RecoveryAction.of("check what is at the path now", "db", "check");

	private final Path path;

	LostDatabase(Path path) {
		this.path = path;
	}

	/**
	 * Nothing is at the path any more.
	 * @param opened the file in use, {@code null} if it was not opened yet
	 * @param wal the write-ahead log in use, if it is known
	 */
	LoreException absent(@Nullable FileIdentity opened, @Nullable FileIdentity wal) {
		Path now = (opened != null) ? opened.find() : null;
		if (now != null) {
			return failure("%s was moved to %s".formatted(this.path, now), whereMoved(now, wal), List.of());
		}
		return failure("%s was deleted, or moved elsewhere".formatted(this.path), whereUnknown(wal), List.of());
	}

	/**
	 * Another file is at the path.
	 * @param wal the write-ahead log in use, if it is known
	 */
	LoreException replaced(FileIdentity opened, @Nullable FileIdentity wal) {
		Path now = opened.find();
		if (now != null) {
			return failure("another file is at %s, and the one in use is at %s".formatted(this.path, now),
					whereMoved(now, wal), List.of(CHECK));
		}
		return failure("another file is at %s".formatted(this.path), whereUnknown(wal), List.of(CHECK));
	}

	/**
	 * The path cannot be followed any more.
	 */
	LoreException unreachable(IOException ex) {
		return failure("%s cannot be reached: %s".formatted(this.path, DatabaseFile.reason(ex, this.path)),
				"is its disk still mounted? Check the database there and run the command again", List.of(CHECK));
	}

	/**
	 * A side file is not the one in use any more.
	 */
	LoreException withoutSide(Path side) {
		return failure("%s, which holds a part of it, was deleted or replaced".formatted(side),
				"check the database, and run the command again; never remove or copy side files by hand",
				List.of(CHECK));
	}

	private LoreException failure(String what, String suggestion, List<RecoveryAction> actions) {
		return new LoreException(ExitCode.DATABASE, "the database file went away while it was in use: " + what,
				suggestion, actions, null);
	}

	private String whereMoved(Path now, @Nullable FileIdentity wal) {
		Path left = leftBehind(wal);
		Path wanted = new DatabaseFile(now).side("-wal");
		if (left == null || wal == null || wal.isAt(wanted)) {
			return "what was written is in the moved file: move it back, or name it with --database";
		}
		return "before any program opens either, run: mv %s %s. Then move the file back, or name it with --database"
			.formatted(quote(left), quote(wanted));
	}

	private String whereUnknown(@Nullable FileIdentity wal) {
		Path left = leftBehind(wal);
		String kept = (left != null) ? "keep %s, a part of it, beside it. ".formatted(left) : "";
		return "what was written went with it: put it back, or a backup, or run the command again. %s".formatted(kept)
			.strip();
	}

	private @Nullable Path leftBehind(@Nullable FileIdentity wal) {
		Path side = new DatabaseFile(this.path).side("-wal");
		return (wal != null && Files.exists(side) && wal.isAt(side)) ? side : null;
	}

	private static String quote(Path path) {
		return "'" + path.toString().replace("'", "'\\''") + "'";
	}

}
