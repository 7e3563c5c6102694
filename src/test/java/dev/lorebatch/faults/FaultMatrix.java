package dev.lorebatch.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of all places, faults and depths. Thread-safe.
 *
 * @param <R> the cells
 */
final class FaultMatrix<R extends MatrixRow> {

	private final Map<Place, Map<Fault, Map<Depth, R>>> cells = new HashMap<>();

	synchronized void put(Work work, R cell) {
		this.cells.computeIfAbsent(work.place(), (key) -> new EnumMap<>(Fault.class))
			.computeIfAbsent(work.fault(), (key) -> new EnumMap<>(Depth.class))
			.put(work.depth(), cell);
	}

	synchronized R cell(Work work) {
		R cell = this.cells.getOrDefault(work.place(), Map.of()).getOrDefault(work.fault(), Map.of()).get(work.depth());
		if (cell == null) {
			throw new IllegalStateException("No cell for " + work);
		}
		return cell;
	}

	/**
	 * The rows of a place, as text without the fault, each with the faults it holds for.
	 */
	Map<List<String>, List<Fault>> groups(Place place) {
		Map<List<String>, List<Fault>> groups = new LinkedHashMap<>();
		for (Fault fault : Fault.values()) {
			groups.computeIfAbsent(rows(place, fault), (key) -> new ArrayList<>()).add(fault);
		}
		return groups;
	}

	/**
	 * One row for each depth, or for depths that end in the same way.
	 */
	private List<String> rows(Place place, Fault fault) {
		Map<String, String> depths = new LinkedHashMap<>();
		for (Depth depth : place.depths()) {
			depths.merge(cell(new Work(place, fault, depth)).row(), depth.label(),
					(first, next) -> first + ", " + next);
		}
		return depths.entrySet().stream().map((row) -> "%s | %s".formatted(row.getValue(), row.getKey())).toList();
	}

}
