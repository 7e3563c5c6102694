package dev.lorebatch.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query and what a person wants to find with it.
 *
 * @param kind what sort of query it is
 * @param expected full references, any order
 */
record LabelledQuery(String kind, String text, List<String> expected) {

	/** The labelled set, for people, too. */
	static final Path FILE = Path.of("src/test/resources/quality/queries.md");

	private static final Pattern CLASS = Pattern.compile("## (.+)");

	private static final Pattern QUERY = Pattern.compile("- `([^`]+)`: (\\S.*)");

	static List<LabelledQuery> readAll() {
		List<LabelledQuery> queries = new ArrayList<>();
		String kind = "";
		for (String line : lines()) {
			Matcher heading = CLASS.matcher(line);
			Matcher query = QUERY.matcher(line);
			if (heading.matches()) {
				kind = heading.group(1);
			}
			else if (query.matches()) {
				queries.add(new LabelledQuery(kind, query.group(1), List.of(query.group(2).split(", "))));
			}
			else if (line.startsWith("- ")) {
				throw new IllegalArgumentException("%s: not a query: %s".formatted(FILE, line));
			}
		}
		return queries;
	}

	private static List<String> lines() {
		try {
			return Files.readAllLines(FILE, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
