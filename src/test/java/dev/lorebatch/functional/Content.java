package dev.lorebatch.functional;

import java.util.List;
import java.util.Map;

/**
 * The content of a mirror without the queue, whose rows name the runs that made them.
 */
final class Content {

	private Content() {
	}

	static Map<String, List<String>> of(TestDatabase database) {
		Map<String, List<String>> tables = DatabaseDump.of(database);
		tables.remove("dependent_jobs");
		return tables;
	}

}
