package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.job.RunLauncher.Recovered;

/**
 * Says which rows recovering or abandoning changed.
 */
final class RecoveredRows {

	private RecoveredRows() {
	}

	static Map<String, Object> toJson(List<Recovered> rows) {
		return Map.of("changed", rows.stream().map((row) -> {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("run_id", row.runId());
			entry.put("table", row.table());
			entry.put("id", row.id());
			entry.put("from", row.before());
			entry.put("to", row.after());
			return entry;
		}).toList());
	}

	static TerminalText describe(List<Recovered> rows, String none) {
		if (rows.isEmpty()) {
			return TerminalText.of("%s", none);
		}
		TerminalText text = new TerminalText();
		rows.forEach((row) -> text.line("run %s  %s %d  %s -> %s", row.runId(), row.table(), row.id(), row.before(),
				row.after()));
		return text;
	}

}
