package dev.lorebatch.documentation;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseSchemaTests {

	private static final Pattern CREATED = Pattern.compile("^CREATE (?:VIRTUAL )?(?:TABLE|VIEW) (\\w+)",
			Pattern.MULTILINE);

	private static final Pattern FIRST_CELL = Pattern.compile("^\\| (`[^|]*) \\|", Pattern.MULTILINE);

	private static final Pattern NAME = Pattern.compile("`(\\w+)`");

	@Test
	void documentedTablesAreThoseOfTheMigrations() {
		Set<String> created = new TreeSet<>();
		Repository.filesIn("migrations")
			.forEach((file) -> CREATED.matcher(Repository.read(file))
				.results()
				.forEach((found) -> created.add(found.group(1))));
		created.add("flyway_schema_history");
		Set<String> documented = new TreeSet<>();
		FIRST_CELL.matcher(Repository.read("docs/reference/database-schema.md"))
			.results()
			.flatMap((cell) -> NAME.matcher(cell.group(1)).results())
			.forEach((found) -> documented.add(found.group(1)));
		assertThat(created).hasSizeGreaterThan(30);
		assertThat(documented).isEqualTo(created);
	}

}
