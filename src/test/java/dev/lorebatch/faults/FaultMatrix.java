package dev.lorebatch.faults;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of all columns, faults and depths.
 */
final class FaultMatrix {

	private final Map<Column, Map<Fault, Map<Depth, Cell>>> cells = new EnumMap<>(Column.class);

	synchronized void put(Column column, Fault fault, Depth depth, Cell cell) {
		this.cells.computeIfAbsent(column, (key) -> new EnumMap<>(Fault.class))
			.computeIfAbsent(fault, (key) -> new EnumMap<>(Depth.class))
			.put(depth, cell);
	}

	synchronized Cell cell(Column column, Fault fault, Depth depth) {
		Cell cell = this.cells.getOrDefault(column, Map.of()).getOrDefault(fault, Map.of()).get(depth);
		if (cell == null) {
			throw new IllegalStateException("No cell for %s, %s, %s".formatted(column, fault, depth));
		}
		return cell;
	}

	/**
	 * The rows of a column, as text without the fault, each with the faults it holds for.
	 */
	Map<List<String>, List<Fault>> groups(Column column) {
		Map<List<String>, List<Fault>> groups = new LinkedHashMap<>();
		for (Fault fault : Fault.values()) {
			groups.computeIfAbsent(rows(column, fault), (key) -> new java.util.ArrayList<>()).add(fault);
		}
		return groups;
	}

	/**
	 * One row for each depth, or for depths that end in the same way.
	 */
	private List<String> rows(Column column, Fault fault) {
		Map<String, String> depths = new LinkedHashMap<>();
		for (Depth depth : column.depths()) {
			depths.merge(cell(column, fault, depth).row(), depth.label(), (first, next) -> first + ", " + next);
		}
		return depths.entrySet().stream().map((row) -> "%s | %s".formatted(row.getValue(), row.getKey())).toList();
	}

	/**
	 * How often the fault happens before the server recovers.
	 */
	enum Depth {

		ONCE("once", 1), TWICE("twice", 2), FOR_EVER("for ever", FaultProxy.FOR_EVER);

		private final String label;

		private final int times;

		Depth(String label, int times) {
			this.label = label;
			this.times = times;
		}

		String label() {
			return this.label;
		}

		int times() {
			return this.times;
		}

	}

}
