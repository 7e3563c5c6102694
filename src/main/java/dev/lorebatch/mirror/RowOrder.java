package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;

/**
 * Numbers the rows of one parent where some of them are not in GitLab's answer and stay:
 * each stays behind the row that it followed.
 */
class RowOrder {

	private final String table;

	private final String column;

	/**
	 * @param column the column that numbers the rows of one parent from 0
	 */
	RowOrder(String table, String column) {
		this.table = table;
		this.column = column;
	}

	/**
	 * Finds the local ids of all rows of the parent in their order.
	 */
	List<Long> find(WriteTransaction tx, String parentColumn, long parentId) {
		return tx.query(
				"SELECT id FROM %s WHERE %s = ? ORDER BY %s, id".formatted(this.table, parentColumn, this.column),
				(row, index) -> row.getLong(1), parentId);
	}

	/**
	 * Gives the kept rows their places between the sent ones.
	 * @param before the order of all rows before the answer was written
	 * @param sent the rows of the answer, numbered already
	 * @param kept the rows that are not in it
	 */
	void insert(WriteTransaction tx, List<Long> before, List<Long> sent, List<Long> kept) {
		if (kept.isEmpty()) {
			return;
		}
		Set<Long> staying = new HashSet<>(kept);
		List<Long> order = new ArrayList<>(sent);
		int place = 0;
		for (Long id : before) {
			if (staying.contains(id)) {
				order.add(place++, id);
			}
			else if (order.contains(id)) {
				place = order.indexOf(id) + 1;
			}
		}
		String update = "UPDATE %1$s SET %2$s = ?1 WHERE id = ?2 AND %2$s <> ?1".formatted(this.table, this.column);
		for (int number = 0; number < order.size(); number++) {
			tx.update(update, number, order.get(number));
		}
	}

}
