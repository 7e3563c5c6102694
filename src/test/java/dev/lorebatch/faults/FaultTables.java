package dev.lorebatch.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A matrix as people read it: a table for each place, or for places that behave in the
 * same way, and in it a block for faults that do.
 */
final class FaultTables {

	private static final String SAME = "the same";

	private FaultTables() {
	}

	/**
	 * Appends the tables of all places.
	 * @param headings of the columns behind the fault and how often it happens
	 */
	static void append(StringBuilder page, FaultMatrix<?> matrix, List<String> headings, Place... places) {
		Map<Map<List<String>, List<Fault>>, List<Place>> sections = new LinkedHashMap<>();
		for (Place place : places) {
			sections.computeIfAbsent(matrix.groups(place), (key) -> new ArrayList<>()).add(place);
		}
		sections.forEach((groups, columns) -> section(page, groups, headings, columns));
	}

	/**
	 * The rows of a page, without fault and depth, by {@link #key}.
	 */
	static Map<String, String> read(String page) {
		Map<String, String> rows = new HashMap<>();
		String places = "";
		String faults = "";
		for (String line : page.lines().toList()) {
			String[] cells = line.replaceFirst("^\\| ", "").replaceFirst(" \\|$", "").split(" \\| ", 3);
			if (line.startsWith("## ")) {
				places = line.substring("## ".length()).toLowerCase(Locale.ROOT);
			}
			else if (line.startsWith("| ") && cells.length == 3) {
				faults = cells[0].equals(SAME) ? faults : cells[0];
				for (String place : places.split(", ")) {
					for (String fault : faults.split("; ")) {
						for (String depth : cells[1].split(", ")) {
							rows.put(key(place, fault, depth), cells[2]);
						}
					}
				}
			}
		}
		return rows;
	}

	static String key(Place place, Fault fault, Depth depth) {
		return key(place.label().toLowerCase(Locale.ROOT), fault.label(), depth.label());
	}

	private static String key(String place, String fault, String depth) {
		return "%s | %s | %s".formatted(place, fault, depth);
	}

	private static void section(StringBuilder page, Map<List<String>, List<Fault>> groups, List<String> headings,
			List<Place> places) {
		String names = places.stream().map(Place::label).collect(Collectors.joining(", "));
		page.append("\n## %s\n\n".formatted(Character.toUpperCase(names.charAt(0)) + names.substring(1)));
		page.append("| Fault | How often | %s |\n".formatted(String.join(" | ", headings)));
		page.append("|---".repeat(headings.size() + 2)).append("|\n");
		groups.forEach((rows, faults) -> {
			String labels = faults.stream().map(Fault::label).collect(Collectors.joining("; "));
			for (int row = 0; row < rows.size(); row++) {
				page.append("| %s | %s |\n".formatted((row == 0) ? labels : SAME, rows.get(row)));
			}
		});
	}

}
