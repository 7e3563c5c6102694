package dev.lorebatch.maintenance;

import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What SQLite itself can say about its file.
 */
final class PhysicalChecks {

	static final String INTEGRITY = "integrity";

	static final String FOREIGN_KEYS = "foreign_keys";

	/** SQLite stops looking after so many. */
	private static final int MAX_PROBLEMS = 100;

	private PhysicalChecks() {
	}

	/**
	 * @param quick whether to believe that indexes have what their tables have
	 */
	static List<Finding> integrity(JdbcClient jdbc, boolean quick) {
		List<String> problems = new ArrayList<>();
		jdbc.sql("PRAGMA %s(%d)".formatted(quick ? "quick_check" : "integrity_check", MAX_PROBLEMS))
			.query(String.class)
			.list()
			.forEach((text) -> text.lines().filter((line) -> !line.equals("ok")).forEach(problems::add));
		if (problems.isEmpty()) {
			return List.of();
		}
		return List.of(new Finding(INTEGRITY, Severity.ERROR, "damage in the file", problems.size(),
				problems.subList(0, Math.min(problems.size(), Finding.MAX_EXAMPLES)), Remedy.RESTORE.suggestion(),
				Remedy.RESTORE.actions()));
	}

	static List<Finding> foreignKeys(JdbcClient jdbc) {
		List<String> rows = jdbc.sql("PRAGMA foreign_key_check")
			.query((row, index) -> "%s row %s refers to %s".formatted(row.getString(1), row.getString(2),
					row.getString(3)))
			.list();
		if (rows.isEmpty()) {
			return List.of();
		}
		return List.of(new Finding(FOREIGN_KEYS, Severity.ERROR, "rows that refer to rows that are not there",
				rows.size(), rows.subList(0, Math.min(rows.size(), Finding.MAX_EXAMPLES)),
				Remedy.SYNC_AGAIN.suggestion(), Remedy.SYNC_AGAIN.actions()));
	}

}
