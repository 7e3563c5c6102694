package dev.lorebatch.lock;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A row of {@code run_leases}, for whoever looks once.
 *
 * @param owner the process that took it, in words
 * @param alive whether that process is not known to be dead
 * @param proven whether a single look could tell
 */
public record LeaseState(String runId, String owner, boolean alive, boolean proven) {

	public static List<LeaseState> findAll(JdbcClient jdbc, LeaseWatch watch) {
		return jdbc.sql("SELECT " + LeaseOwner.COLUMNS + " FROM run_leases ORDER BY run_id")
			.query(LeaseOwner::map)
			.list()
			.stream()
			.map((owner) -> of(owner, watch.observe(owner)))
			.toList();
	}

	private static LeaseState of(LeaseOwner owner, Liveness liveness) {
		return new LeaseState(owner.runId(), owner.describe(), liveness != Liveness.DEAD,
				liveness != Liveness.UNPROVEN);
	}

}
