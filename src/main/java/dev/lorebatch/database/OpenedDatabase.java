package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;

/**
 * The database file this process works with, compared with what is at its path. A file
 * that was deleted, moved or replaced can still be written to by whoever has it open, and
 * nobody else finds what was written. Once lost, it stays lost for this process.
 * Thread-safe.
 */
public class OpenedDatabase {

	/** A look costs some microseconds, and every transaction takes one. */
	private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(20);

	private final DatabaseFile file;

	private final Map<String, FileIdentity> sides = new TreeMap<>();

	private final List<Runnable> listeners = new ArrayList<>();

	private @Nullable FileIdentity main;

	private boolean connected;

	private boolean closing;

	private long lookedAt;

	private @Nullable LoreException loss;

	OpenedDatabase(DatabaseFile file) {
		this.file = file;
	}

	/**
	 * Adds what to do when the file is lost, for example stop working. It is called once,
	 * by the thread that notices.
	 */
	public synchronized void onLoss(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Makes sure that the path still leads to the file that was opened. Says nothing
	 * before a file was opened, and where the platform does not tell files apart.
	 * @throws LoreException if it does not
	 */
	public void requireInPlace() {
		List<Runnable> told = List.of();
		LoreException lost;
		synchronized (this) {
			if (this.loss == null && this.main != null) {
				this.loss = look(this.main);
				told = (this.loss != null) ? List.copyOf(this.listeners) : told;
			}
			this.lookedAt = System.nanoTime();
			lost = this.loss;
		}
		told.forEach(Runnable::run);
		if (lost != null) {
			throw lost;
		}
	}

	/**
	 * Like {@link #requireInPlace()}, for callers that ask very often.
	 */
	void requireInPlaceOften() {
		synchronized (this) {
			if (this.loss == null && System.nanoTime() - this.lookedAt < BETWEEN_LOOKS) {
				return;
			}
		}
		requireInPlace();
	}

	/**
	 * Remembers the file that is at the path now.
	 */
	synchronized void opened() {
		try {
			this.main = FileIdentity.of(this.file.path());
		}
		catch (NoSuchFileException ex) {
			throw new LostDatabase(this.file.path()).absent(null, null);
		}
		catch (IOException ex) {
			throw new LostDatabase(this.file.path()).unreachable(ex);
		}
	}

	/**
	 * Notes that there is a connection that stays open: from now on the side files stay,
	 * too, because SQLite removes them with the last connection only. Does nothing once
	 * the connections are being closed: a pool may still open one, in a thread of its
	 * own, and closes it at once.
	 */
	synchronized void connected() {
		this.connected = !this.closing;
	}

	/**
	 * Notes that all connections are about to be closed, for good.
	 */
	synchronized void closing() {
		this.closing = true;
		this.connected = false;
	}

	private @Nullable LoreException look(FileIdentity opened) {
		LostDatabase lost = new LostDatabase(this.file.path());
		try {
			FileIdentity found = FileIdentity.of(this.file.path());
			if (!opened.equals(found)) {
				return lost.replaced(opened, this.sides.get("-wal"));
			}
			return this.connected ? lookBeside(this.file.path().toRealPath(), lost) : null;
		}
		catch (NoSuchFileException ex) {
			return lost.absent(opened, this.sides.get("-wal"));
		}
		catch (IOException ex) {
			return lost.unreachable(ex);
		}
	}

	/**
	 * Looks at the side files, which lie beside the file itself, not beside a link to it.
	 */
	private @Nullable LoreException lookBeside(Path real, LostDatabase lost) {
		DatabaseFile followed = new DatabaseFile(real);
		for (String suffix : List.of("-wal", "-shm")) {
			FileIdentity known = this.sides.get(suffix);
			if (known == null) {
				remember(suffix, followed.side(suffix));
			}
			else if (!known.isAt(followed.side(suffix))) {
				return lost.withoutSide(followed.side(suffix));
			}
		}
		return null;
	}

	private void remember(String suffix, Path side) {
		try {
			FileIdentity found = FileIdentity.of(side);
			if (found != null) {
				this.sides.put(suffix, found);
			}
		}
		catch (IOException ex) {
			// SQLite has not made it yet
		}
	}

}
