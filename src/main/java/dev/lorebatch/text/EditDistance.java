package dev.lorebatch.text;

/**
 * How many letters differ (Levenshtein), for "did you mean". Long texts are compared by
 * their beginning.
 */
public final class EditDistance {

	private static final int MAX_LENGTH = 100;

	private EditDistance() {
	}

	/**
	 * How many letters must be added, left out or replaced to make one of the other.
	 */
	public static int of(String left, String right) {
		int width = Math.min(right.length(), MAX_LENGTH);
		int[] above = new int[width + 1];
		for (int column = 0; column <= width; column++) {
			above[column] = column;
		}
		for (int row = 1; row <= Math.min(left.length(), MAX_LENGTH); row++) {
			int[] current = new int[width + 1];
			current[0] = row;
			for (int column = 1; column <= width; column++) {
				int replace = above[column - 1] + ((left.charAt(row - 1) == right.charAt(column - 1)) ? 0 : 1);
				current[column] = Math.min(replace, Math.min(above[column], current[column - 1]) + 1);
			}
			above = current;
		}
		return above[width];
	}

}
