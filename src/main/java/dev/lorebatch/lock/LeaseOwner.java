package dev.lorebatch.lock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Timestamps;

/**
 * The process that works, or worked, on a run.
 */
record LeaseOwner(String runId, String token, ProcessIdentity process, Instant heartbeatAt, Instant expiresAt) {

	static final String COLUMNS = "run_id, token, host, pid, process_started_at, heartbeat_at, expires_at";

	/**
	 * On this host the operating system knows; from elsewhere only an expired lease is
	 * proof.
	 */
	boolean isAlive(Clock clock) {
		return this.process.isOnThisHost() ? this.process.isAlive() : this.expiresAt.isAfter(clock.instant());
	}

	String describe() {
		return "process %d on %s".formatted(this.process.pid(), this.process.hostName());
	}

	static LeaseOwner map(ResultSet row, int index) throws SQLException {
		return new LeaseOwner(row.getString("run_id"), row.getString("token"),
				new ProcessIdentity(row.getString("host"), row.getLong("pid"),
						instant(row.getString("process_started_at"))),
				Timestamps.parse(row.getString("heartbeat_at")), Timestamps.parse(row.getString("expires_at")));
	}

	private static @Nullable Instant instant(@Nullable String text) {
		return (text != null) ? Timestamps.parse(text) : null;
	}

}
