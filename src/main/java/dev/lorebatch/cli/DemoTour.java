package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the demonstration shows after the sync: the ledger row, a look into the database,
 * and where to go on.
 */
class DemoTour {

	private final JdbcClient jdbc;

	private final Path database;

	DemoTour(ApplicationContext spring, Path database) {
		this.jdbc = spring.getBean(JdbcClient.class);
		this.database = database;
	}

	String describe(String runId, NextCommand nextCommand) {
		StringBuilder text = new StringBuilder();
		section(text, "the ledger row",
				"SELECT run_id, mode, phase, attempts, started_at, dependents_ms FROM sync_runs "
						+ "ORDER BY job_instance_id DESC LIMIT 1");
		section(text, "what was mirrored", "SELECT reference, state, notes, title FROM issue_overview LIMIT 5");
		section(text, "what changed in merge requests",
				"SELECT reference, state, files, source_branch FROM merge_request_overview LIMIT 5");
		section(text, "a first search",
				"SELECT d.source_type, d.title FROM documents_fts JOIN documents d ON d.id = documents_fts.rowid "
						+ "WHERE documents_fts MATCH 'beacon OR tide' ORDER BY rank LIMIT 3");
		text.append("\ngo on exploring\n");
		text.append("  %s%n".formatted(nextCommand.render(List.of("runs", "show", runId))));
		text.append("  %s%n".formatted(nextCommand.render(List.of("runs", "list"))));
		text.append("  %s%n".formatted(nextCommand.render(List.of("demo"))));
		text.append("  sqlite3 %s \"SELECT reference, author, body FROM note_overview LIMIT 5\"%n"
			.formatted(this.database));
		text.append("\nthe mirror stays in %s%n".formatted(this.database));
		return text.toString();
	}

	private void section(StringBuilder text, String title, String sql) {
		text.append("\n%s%n".formatted(title));
		text.append("  sql> %s%n".formatted(sql));
		for (Map<String, @Nullable Object> row : this.jdbc.sql(sql).query().listOfRows()) {
			text.append(row.values().stream().map(String::valueOf).collect(Collectors.joining(" | ", "  ", "\n")));
		}
	}

}
