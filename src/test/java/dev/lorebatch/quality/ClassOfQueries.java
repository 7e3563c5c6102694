package dev.lorebatch.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.lorebatch.search.Mode;

/**
 * What was measured for one class of queries.
 *
 * @param queries how many it has
 */
record ClassOfQueries(String name, int queries, Map<Mode, Quality> qualities) {

	/** The name of the last one, which has all queries. */
	static final String ALL = "all";

	/**
	 * Measures every class in the order of the file, and all of them together.
	 */
	static List<ClassOfQueries> measure(SearchedMirror mirror, List<LabelledQuery> queries) {
		Map<String, List<LabelledQuery>> classes = queries.stream()
			.collect(Collectors.groupingBy(LabelledQuery::kind, LinkedHashMap::new, Collectors.toList()));
		classes.put(ALL, queries);
		List<ClassOfQueries> measured = new ArrayList<>();
		classes.forEach((name, members) -> measured.add(measure(mirror, name, members)));
		return measured;
	}

	Quality in(Mode mode) {
		return Objects.requireNonNull(this.qualities.get(mode));
	}

	private static ClassOfQueries measure(SearchedMirror mirror, String name, List<LabelledQuery> queries) {
		Map<Mode, Quality> qualities = new LinkedHashMap<>();
		for (Mode mode : SearchedMirror.MODES) {
			qualities.put(mode,
					Quality.average(queries.stream()
						.map((query) -> Quality.of(mirror.references(query.text(), mode), query.expected()))
						.toList()));
		}
		return new ClassOfQueries(name, queries.size(), qualities);
	}

}
