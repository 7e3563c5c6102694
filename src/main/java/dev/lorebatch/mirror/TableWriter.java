package dev.lorebatch.mirror;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes rows of one table by their natural key. A row that is already as wanted is not
 * touched, so syncing twice changes nothing the second time.
 */
class TableWriter {

	private final String selectId;

	private final String insert;

	private final String update;

	private final String selectDifferences;

	private final List<String> values;

	private final int keyCount;

	/**
	 * @param table its name; it has an {@code id} column
	 * @param keys the columns of the natural key, none of them null
	 * @param values the other columns
	 */
	TableWriter(String table, List<String> keys, List<String> values) {
		this.keyCount = keys.size();
		this.values = List.copyOf(values);
		this.selectDifferences = "SELECT id, " + numbered(values, " IS NOT ?", ", ", 1) + " FROM " + table + " WHERE "
				+ numbered(keys, " = ?", " AND ", values.size() + 1);
		this.selectId = "SELECT id FROM " + table + " WHERE "
				+ keys.stream().map((key) -> key + " = ?").collect(Collectors.joining(" AND "));
		List<String> all = new ArrayList<>(keys);
		all.addAll(values);
		this.insert = "INSERT INTO %s (%s) VALUES (%s) RETURNING id".formatted(table, String.join(", ", all),
				all.stream().map((column) -> "?").collect(Collectors.joining(", ")));
		this.update = values.isEmpty() ? "" : update(table, values);
	}

	/**
	 * Numbered parameters, because each value is needed twice: to compare and to set.
	 */
	private static String update(String table, List<String> values) {
		String assignments = numbered(values, " = ?", ", ", 1);
		String differences = numbered(values, " IS NOT ?", " OR ", 1);
		return "UPDATE %s SET %s WHERE id = ?%d AND (%s)".formatted(table, assignments, values.size() + 1, differences);
	}

	private static String numbered(List<String> columns, String operator, String separator, int first) {
		StringJoiner numbered = new StringJoiner(separator);
		for (int index = 0; index < columns.size(); index++) {
			numbered.add(columns.get(index) + operator + (first + index));
		}
		return numbered.toString();
	}

	/**
	 * Which columns writing the row would change.
	 * @param values those of the other columns, in their order
	 * @return {@code null} if there is no such row
	 */
	@Nullable Differences differences(JdbcClient jdbc, List<? extends Object> key, @Nullable Object... values) {
		List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(values));
		arguments.addAll(key);
		return jdbc.sql(this.selectDifferences).params(arguments).query((row, index) -> {
			List<String> columns = new ArrayList<>();
			for (int column = 0; column < this.values.size(); column++) {
				if (row.getBoolean(column + 2)) { // behind the id
					columns.add(this.values.get(column));
				}
			}
			return new Differences(row.getLong(1), columns);
		}).optional().orElse(null);
	}

	/**
	 * Inserts the row, or updates it if it differs.
	 * @param key the values of the key columns, in their order
	 * @param values those of the other columns, in their order
	 */
	Written write(WriteTransaction tx, List<? extends Object> key, @Nullable Object... values) {
		Long id = findId(tx, key);
		if (id == null) {
			return new Written(insert(tx, key, values), Change.INSERTED);
		}
		return new Written(id, update(tx, id, values));
	}

	@Nullable Long findId(WriteTransaction tx, List<? extends Object> key) {
		if (key.size() != this.keyCount) {
			throw new IllegalArgumentException("The key has %d columns".formatted(this.keyCount));
		}
		return tx.queryForLong(this.selectId, key.toArray());
	}

	private Change update(WriteTransaction tx, long id, @Nullable Object[] values) {
		if (values.length == 0) {
			return Change.UNCHANGED;
		}
		@Nullable Object[] arguments = Arrays.copyOf(values, values.length + 1);
		arguments[values.length] = id;
		return (tx.update(this.update, arguments) > 0) ? Change.UPDATED : Change.UNCHANGED;
	}

	private long insert(WriteTransaction tx, List<? extends Object> key, @Nullable Object[] values) {
		List<@Nullable Object> arguments = new ArrayList<>(key);
		arguments.addAll(Arrays.asList(values));
		Long id = tx.queryForLong(this.insert, arguments.toArray());
		if (id == null) {
			throw new IllegalStateException("INSERT returned no id");
		}
		return id;
	}

	/**
	 * The local id of a row and the columns whose values are not the given ones.
	 */
	record Differences(long id, List<String> columns) {

	}

	/**
	 * The local id of a row and what happened to it.
	 */
	record Written(long id, Change change) {

	}

}
