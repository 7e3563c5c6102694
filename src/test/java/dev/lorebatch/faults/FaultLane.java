package dev.lorebatch.faults;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Runs cell after cell, for one thread.
 *
 * @param <R> the cells
 */
interface FaultLane<R extends MatrixRow> extends AutoCloseable {

	R run(Place place, Fault fault, int times);

	@Override
	void close() throws IOException, SQLException;

	/**
	 * Makes a lane.
	 */
	@FunctionalInterface
	interface Maker<R extends MatrixRow> {

		FaultLane<R> make(LaneSettings settings) throws Exception;

	}

}
