package dev.lorebatch.mirror;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes the tables that hold who is assignee or reviewer.
 */
final class Usernames {

	private Usernames() {
	}

	/**
	 * Gives the entity exactly these people.
	 * @return whether anything changed
	 */
	static boolean replace(WriteTransaction tx, String table, Parent parent, List<String> usernames) {
		Set<String> gone = new HashSet<>(
				tx.query("SELECT username FROM " + table + " WHERE " + parent.column() + " = ?",
						(row, index) -> row.getString(1), parent.id()));
		boolean changed = false;
		for (String username : usernames) {
			if (!gone.remove(username)) {
				changed |= tx.update("INSERT INTO " + table + " (" + parent.column()
						+ ", username) VALUES (?, ?) ON CONFLICT DO NOTHING", parent.id(), username) > 0;
			}
		}
		for (String username : gone) {
			tx.update("DELETE FROM " + table + " WHERE " + parent.column() + " = ? AND username = ?", parent.id(),
					username);
			changed = true;
		}
		return changed;
	}

}
