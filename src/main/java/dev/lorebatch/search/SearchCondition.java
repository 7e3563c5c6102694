package dev.lorebatch.search;

import java.util.List;

/**
 * Which documents may be hits, as SQL over {@code d} (documents), {@code i} (the issue)
 * and {@code m} (the merge request the document belongs to); one of the two is null.
 */
public interface SearchCondition {

	/** Every document. */
	SearchCondition ALL = new SearchCondition() {

		@Override
		public String sql() {
			return "1";
		}

		@Override
		public List<Object> parameters() {
			return List.of();
		}

	};

	/**
	 * An expression that is true for the wanted documents; values are question marks.
	 */
	String sql();

	/**
	 * The values, in order.
	 */
	List<Object> parameters();

}
