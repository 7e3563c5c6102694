package dev.lorebatch.sample;

import java.util.Comparator;
import java.util.List;

/**
 * The order of a list of issues or merge requests. The id breaks ties, so every order is
 * total.
 *
 * @param field the field to order by
 * @param descending whether the largest comes first
 */
record Ordering(Field field, boolean descending) implements Comparator<Row> {

	static Ordering of(Query query) {
		String field = query.oneOf("order_by", List.of("created_at", "updated_at"), "created_at");
		String sort = query.oneOf("sort", List.of("asc", "desc"), "desc");
		return new Ordering(field.equals("updated_at") ? Field.UPDATED_AT : Field.CREATED_AT, sort.equals("desc"));
	}

	long key(Row row) {
		return (this.field == Field.UPDATED_AT) ? row.updated() : row.created();
	}

	@Override
	public int compare(Row left, Row right) {
		int result = Long.compare(key(left), key(right));
		if (result == 0) {
			result = Long.compare(left.id(), right.id());
		}
		return this.descending ? -result : result;
	}

	/**
	 * What can be ordered by.
	 */
	enum Field {

		CREATED_AT, UPDATED_AT

	}

}
