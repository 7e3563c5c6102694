package dev.lorebatch.lock;

import java.time.Clock;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A row of {@code run_leases}, for whoever only looks.
 *
 * @param owner the process that took it, in words
 * @param alive whether that process lives
 */
public record LeaseState(String runId, String owner, boolean alive) {

	public static List<LeaseState> findAll(JdbcClient jdbc, Clock clock) {
		return jdbc.sql("SELECT " + LeaseOwner.COLUMNS + " FROM run_leases ORDER BY run_id")
			.query(LeaseOwner::map)
			.list()
			.stream()
			.map((owner) -> new LeaseState(owner.runId(), owner.describe(), owner.isAlive(clock)))
			.toList();
	}

}
