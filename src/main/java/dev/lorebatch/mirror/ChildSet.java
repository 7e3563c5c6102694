package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;

/**
 * Makes the rows of one parent equal to a complete set from GitLab: writes what differs,
 * deletes what GitLab no longer has. Call it only with a set whose every page arrived.
 */
class ChildSet {

	private static final String UNSEEN = "unseen";

	private final String selectRows;

	private final String delete;

	private final String hide;

	private final boolean keeps;

	private final TableWriter writer;

	private ChildSet(String table, String parentColumn, List<String> keyInParent, List<String> values, boolean keeps) {
		this.selectRows = "SELECT id, %s, %s FROM %s WHERE %s = ?".formatted(keyInParent.get(0), keeps ? UNSEEN : "0",
				table, parentColumn);
		this.delete = "DELETE FROM %s WHERE id = ?".formatted(table);
		this.hide = "UPDATE %s SET unseen = 1 WHERE id = ?".formatted(table);
		this.keeps = keeps;
		List<String> keys = new ArrayList<>(List.of(parentColumn));
		keys.addAll(keyInParent);
		List<String> columns = new ArrayList<>(values);
		if (keeps) {
			columns.add(UNSEEN);
		}
		this.writer = new TableWriter(table, keys, columns);
	}

	/**
	 * The rows of a set that looks alike to everybody who sees the parent.
	 */
	ChildSet(String table, String parentColumn, List<String> keyInParent, List<String> values) {
		this(table, parentColumn, keyInParent, values, false);
	}

	/**
	 * The rows of a set of which GitLab may hide some; the table has a column
	 * {@code unseen}.
	 */
	static ChildSet withHidden(String table, String parentColumn, List<String> values) {
		return new ChildSet(table, parentColumn, List.of("gitlab_id"), values, true);
	}

	SetChange replace(WriteTransaction tx, long parentId, List<Child> children) {
		return replace(tx, parentId, children, AbsentRows.REMOVED, (kept) -> {
		});
	}

	/**
	 * Writes the set, and deals with the rows that are not in it as told.
	 * @param receiver gets the rows that are not in the set and stay
	 */
	SetChange replace(WriteTransaction tx, long parentId, List<Child> children, AbsentRows absent,
			Consumer<Kept> receiver) {
		Map<Long, Stored> left = new LinkedHashMap<>();
		tx.query(this.selectRows, (row, index) -> new Stored(row.getLong(1), row.getString(2), row.getBoolean(3)),
				parentId)
			.forEach((row) -> left.put(row.id(), row));
		SetChange result = SetChange.NONE;
		for (Child child : children) {
			List<Object> key = new ArrayList<>(List.of(parentId));
			key.addAll(child.key());
			TableWriter.Written written = this.writer.write(tx, key,
					this.keeps ? seen(child.values()) : child.values());
			left.remove(written.id());
			child.written().accept(written);
			result = result.plus(written.change());
		}
		int deleted = 0;
		for (Stored row : left.values()) {
			if (absent == AbsentRows.REMOVED || (absent == AbsentRows.REMOVED_IF_SEEN && !row.unseen())) {
				tx.update(this.delete, row.id());
				deleted++;
			}
			else {
				if (!row.unseen()) {
					tx.update(this.hide, row.id());
				}
				receiver.accept(new Kept(row.id(), row.key()));
			}
		}
		return result.plusDeleted(deleted);
	}

	private static @Nullable Object[] seen(@Nullable Object[] values) {
		@Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
		all[values.length] = false;
		return all;
	}

	/**
	 * A row that is not in the set and stays.
	 *
	 * @param id local id
	 * @param key the first column of its key within the parent
	 */
	record Kept(long id, String key) {

	}

	private record Stored(long id, String key, boolean unseen) {

	}

	/**
	 * One wanted row.
	 *
	 * @param key its key within the parent
	 * @param values its other columns
	 * @param written told the local id and what happened
	 */
	@SuppressWarnings("ArrayRecordComponent") // handed to JDBC as it is, never compared
	record Child(List<? extends Object> key, @Nullable Object[] values, Consumer<TableWriter.Written> written) {

		static Child of(Object key, @Nullable Object... values) {
			return new Child(List.of(key), values, (ignored) -> {
			});
		}

	}

}
