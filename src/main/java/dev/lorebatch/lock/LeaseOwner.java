package dev.lorebatch.lock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Timestamps;

/**
 * The process that works, or worked, on a run.
 *
 * @param heartbeatAt when it last renewed its lease, by its own clock
 * @param expiresAt until when the lease is good, by that clock
 * @param beats how often it renewed the lease
 */
record LeaseOwner(String runId, String token, ProcessIdentity process, Instant heartbeatAt, Instant expiresAt,
		long beats) {

	static final String COLUMNS = "run_id, token, host, pid, process_started_at, process_start_ticks, heartbeat_at, "
			+ "expires_at, beats";

	String describe() {
		return "process %d on %s".formatted(this.process.pid(), this.process.hostName());
	}

	/**
	 * What changes with every heartbeat, whatever the clock of the process does.
	 */
	String pulse() {
		return this.beats + " at " + this.heartbeatAt;
	}

	static LeaseOwner map(ResultSet row, int index) throws SQLException {
		long ticks = row.getLong("process_start_ticks");
		Long startTicks = row.wasNull() ? null : ticks;
		return new LeaseOwner(row.getString("run_id"), row.getString("token"),
				new ProcessIdentity(row.getString("host"), row.getLong("pid"),
						instant(row.getString("process_started_at")), startTicks),
				Timestamps.parse(row.getString("heartbeat_at")), Timestamps.parse(row.getString("expires_at")),
				row.getLong("beats"));
	}

	private static @Nullable Instant instant(@Nullable String text) {
		return (text != null) ? Timestamps.parse(text) : null;
	}

}
