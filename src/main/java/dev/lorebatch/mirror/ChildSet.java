package dev.lorebatch.mirror;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;

/**
 * Makes the rows of one parent equal to a complete set from GitLab: writes what differs,
 * deletes what GitLab no longer has. Call it only with a set whose every page arrived.
 */
class ChildSet {

	private final String selectIds;

	private final String delete;

	private final TableWriter writer;

	ChildSet(String table, String parentColumn, List<String> keyInParent, List<String> values) {
		this.selectIds = "SELECT id FROM %s WHERE %s = ?".formatted(table, parentColumn);
		this.delete = "DELETE FROM %s WHERE id = ?".formatted(table);
		List<String> keys = new java.util.ArrayList<>(List.of(parentColumn));
		keys.addAll(keyInParent);
		this.writer = new TableWriter(table, keys, values);
	}

	SetChange replace(WriteTransaction tx, long parentId, List<Child> children) {
		Set<Long> gone = new HashSet<>(tx.query(this.selectIds, (row, index) -> row.getLong(1), parentId));
		SetChange result = SetChange.NONE;
		for (Child child : children) {
			List<Object> key = new java.util.ArrayList<>(List.of(parentId));
			key.addAll(child.key());
			TableWriter.Written written = this.writer.write(tx, key, child.values());
			gone.remove(written.id());
			child.written().accept(written);
			result = result.plus(written.change());
		}
		for (Long id : gone) {
			tx.update(this.delete, id);
		}
		return result.plusDeleted(gone.size());
	}

	/**
	 * One wanted row.
	 *
	 * @param key its key within the parent
	 * @param values its other columns
	 * @param written told the local id and what happened
	 */
	@SuppressWarnings("ArrayRecordComponent") // handed to JDBC as it is, never compared
	record Child(List<? extends Object> key, @Nullable Object[] values,
			java.util.function.Consumer<TableWriter.Written> written) {

		static Child of(Object key, @Nullable Object... values) {
			return new Child(List.of(key), values, (ignored) -> {
			});
		}

	}

}
