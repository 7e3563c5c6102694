package dev.lorebatch.text;

/**
 * How many letters differ (optimal string alignment), for "did you mean". Long texts are
 * compared by their beginning.
 */
public final class EditDistance {

	private static final int MAX_LENGTH = 100;

	private EditDistance() {
	}

	/**
	 * How many letters must be added, left out, replaced or swapped with their neighbour
	 * to make one of the other.
	 */
	public static int of(String left, String right) {
		int height = Math.min(left.length(), MAX_LENGTH);
		int width = Math.min(right.length(), MAX_LENGTH);
		int[][] edits = new int[height + 1][width + 1];
		for (int row = 0; row <= height; row++) {
			for (int column = 0; column <= width; column++) {
				edits[row][column] = (row == 0 || column == 0) ? row + column : fewest(edits, left, right, row, column);
			}
		}
		return edits[height][width];
	}

	private static int fewest(int[][] edits, String left, String right, int row, int column) {
		int replaced = edits[row - 1][column - 1] + ((left.charAt(row - 1) == right.charAt(column - 1)) ? 0 : 1);
		int fewest = Math.min(replaced, Math.min(edits[row - 1][column], edits[row][column - 1]) + 1);
		boolean swapped = row > 1 && column > 1 && left.charAt(row - 1) == right.charAt(column - 2)
				&& left.charAt(row - 2) == right.charAt(column - 1);
		return swapped ? Math.min(fewest, edits[row - 2][column - 2] + 1) : fewest;
	}

}
