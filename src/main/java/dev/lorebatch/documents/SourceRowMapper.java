package dev.lorebatch.documents;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;

/**
 * Maps the rows of one query; the driver asks SQLite for the name of a column each time
 * it is asked, so it is asked once.
 */
class SourceRowMapper implements RowMapper<SourceRow> {

	private String @Nullable [] names;

	@Override
	public SourceRow mapRow(ResultSet row, int index) throws SQLException {
		String[] columns = (this.names != null) ? this.names : names(row.getMetaData());
		this.names = columns;
		Map<String, @Nullable Object> values = new HashMap<>();
		for (int column = 0; column < columns.length; column++) {
			values.put(columns[column], row.getObject(column + 1));
		}
		return new SourceRow(values);
	}

	private static String[] names(ResultSetMetaData metaData) throws SQLException {
		String[] names = new String[metaData.getColumnCount()];
		for (int column = 0; column < names.length; column++) {
			names[column] = metaData.getColumnLabel(column + 1);
		}
		return names;
	}

}
