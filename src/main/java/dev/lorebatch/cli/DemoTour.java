package dev.lorebatch.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.search.Mode;
import dev.lorebatch.search.SearchFilter;
import dev.lorebatch.search.SearchRequest;
import dev.lorebatch.search.SearchResult;

/**
 * What the demonstration shows after the sync: the ledger row, a look into the database,
 * and where to go on.
 */
class DemoTour {

	/** A reference, words, and a description in other words than those of the issue. */
	private static final List<String> SEARCHES = List.of("harbor/lighthouse#5", "duty phone",
			"water level too high after the connection was lost");

	private static final int HITS = 2;

	private final JdbcClient jdbc;

	private final LoreEnvironment environment;

	private final Path database;

	DemoTour(ApplicationContext spring, LoreEnvironment environment) {
		this.jdbc = spring.getBean(JdbcClient.class);
		this.environment = environment;
		this.database = environment.databaseFile().path();
	}

	TerminalText describe(String runId, NextCommand nextCommand) {
		TerminalText text = new TerminalText();
		section(text, "the ledger row",
				"SELECT run_id, mode, phase, attempts, started_at, dependents_ms FROM sync_runs "
						+ "ORDER BY job_instance_id DESC LIMIT 1");
		section(text, "what was mirrored", "SELECT reference, state, notes, title FROM issue_overview LIMIT 5");
		section(text, "what changed in merge requests",
				"SELECT reference, state, files, source_branch FROM merge_request_overview LIMIT 5");
		SEARCHES.forEach((query) -> search(text, query, nextCommand));
		text.line("\ngo on exploring");
		text.line("  %s", nextCommand.render(List.of("runs", "show", runId)));
		text.line("  %s", nextCommand.render(List.of("runs", "list")));
		text.line("  %s", nextCommand.render(List.of("demo")));
		text.line("  sqlite3 %s \"SELECT reference, author, body FROM note_overview LIMIT 5\"", this.database);
		text.line("\nthe mirror stays in %s", this.database);
		return text;
	}

	private void search(TerminalText text, String query, NextCommand nextCommand) {
		String limit = String.valueOf(HITS);
		text.line("\n> %s", nextCommand.render(List.of("search", query, "-n", limit)));
		SearchRequest request = new SearchRequest(query, false, Mode.HYBRID, SearchFilter.NONE, HITS, false);
		try (Mirror mirror = Mirror.open(this.environment)) {
			SearchResult result = mirror.search().search(request);
			text.indented("  ", new SearchReport(result, false, Clock.systemUTC()).describe(false));
		}
	}

	private void section(TerminalText text, String title, String sql) {
		text.line("\n%s", title);
		text.line("  sql> %s", sql);
		for (Map<String, @Nullable Object> row : this.jdbc.sql(sql).query().listOfRows()) {
			text.line("  %s",
					row.values()
						.stream()
						.map((value) -> (value != null) ? value.toString() : "")
						.collect(Collectors.joining(" | ")));
		}
	}

}
