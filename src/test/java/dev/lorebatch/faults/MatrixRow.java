package dev.lorebatch.faults;

/**
 * A cell of a matrix, which is a row of a table on its page.
 */
interface MatrixRow {

	/**
	 * The row without the fault and how often it happens.
	 */
	String row();

}
