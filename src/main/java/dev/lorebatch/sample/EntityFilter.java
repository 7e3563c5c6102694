package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The filters of a list of issues or merge requests.
 *
 * @param iids the IIDs asked for, or null for all
 * @param state the state, or {@code all}
 * @param times the bounds on the times
 * @param labels the labels every row must have
 */
record EntityFilter(@Nullable List<Long> iids, String state, TimeBounds times, List<String> labels) {

	private static final List<String> ISSUE_STATES = List.of("opened", "closed", "all");

	private static final List<String> MERGE_REQUEST_STATES = List.of("opened", "closed", "locked", "merged", "all");

	static EntityFilter of(Query query, Kind kind) {
		String state = query.oneOf("state", (kind == Kind.ISSUE) ? ISSUE_STATES : MERGE_REQUEST_STATES, "all");
		String labels = query.text("labels");
		return new EntityFilter(query.numbers("iids"), state, TimeBounds.of(query),
				(labels != null && !labels.isEmpty()) ? List.of(labels.split(",")) : List.of());
	}

	List<Row> apply(EntityStore store, Ordering ordering, boolean confidentialToo) {
		List<Row> rows = (this.iids != null) ? asked(this.iids, store, ordering, confidentialToo)
				: store.rows(ordering, confidentialToo);
		boolean all = this.state.equals("all") && this.times.unbounded() && this.labels.isEmpty();
		return all ? rows : rows.stream().filter((row) -> accepts(row, store)).toList();
	}

	/**
	 * Rows that do not exist or are not for this viewer are left out without a word.
	 */
	private static List<Row> asked(List<Long> iids, EntityStore store, Ordering ordering, boolean confidentialToo) {
		List<Row> rows = new ArrayList<>();
		for (long iid : new LinkedHashSet<>(iids)) {
			Entity entity = store.find(iid);
			if (entity != null && (confidentialToo || !entity.confidential())) {
				rows.add(entity.row());
			}
		}
		rows.sort(ordering);
		return rows;
	}

	private boolean accepts(Row row, EntityStore store) {
		return (this.state.equals("all") || this.state.equals(row.state())) && this.times.accept(row)
				&& (this.labels.isEmpty() || labelled(store.find(row.iid())));
	}

	private boolean labelled(@Nullable Entity entity) {
		return entity != null && entity.facts().texts("labels").containsAll(this.labels);
	}

}
