package dev.lorebatch.maintenance;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.DatabaseErrors;
import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.database.ReadOnlyDatabase;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.LeaseState;
import dev.lorebatch.lock.LeaseWatch;

/**
 * Every check of a database, in one read transaction: what a sync writes meanwhile is not
 * seen half.
 */
public class DatabaseCheck {

	private final DatabaseFile file;

	private final boolean quick;

	private final Clock clock;

	private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

	/**
	 * @param quick leaves out what reads all of the contents: indexes against their
	 * tables, and the full-text index against the documents
	 */
	public DatabaseCheck(DatabaseFile file, boolean quick, Clock clock) {
		this.file = file;
		this.quick = quick;
		this.clock = clock;
	}

	/**
	 * @throws LoreException if the file is not a database of ours, or cannot be read
	 */
	public CheckReport run() {
		try (ReadOnlyDatabase database = ReadOnlyDatabase.open(this.file)) {
			JdbcClient jdbc = database.jdbc();
			if (!database.isNewest()) {
				physical(jdbc);
				this.findings.put("schema", List.of(outdated(database.version())));
			}
			else {
				// First, while what the leases say is as fresh as can be
				List<LeaseState> leases = leases(jdbc);
				physical(jdbc);
				rows(database, leases);
			}
			this.findings.put(PermissionCheck.NAME, PermissionCheck.run(this.file));
			database.requireInPlace();
			return new CheckReport(database.version(), this.findings);
		}
	}

	private void physical(JdbcClient jdbc) {
		put(PhysicalChecks.INTEGRITY, () -> PhysicalChecks.integrity(jdbc, this.quick));
		put(PhysicalChecks.FOREIGN_KEYS, () -> PhysicalChecks.foreignKeys(jdbc));
	}

	private void rows(ReadOnlyDatabase database, List<LeaseState> leases) {
		JdbcClient jdbc = database.jdbc();
		if (!this.quick) {
			put(FullTextCheck.NAME, () -> {
				try {
					return new FullTextCheck().run(database);
				}
				catch (SQLException ex) {
					throw new UncategorizedSQLException(FullTextCheck.NAME, null, ex);
				}
			});
		}
		List<String> live = leases.stream().filter(LeaseState::alive).map(LeaseState::runId).toList();
		String liveRuns = JsonMapper.shared().writeValueAsString(live);
		RowChecks.ALL.forEach((check) -> put(check.name(), () -> check.run(jdbc, liveRuns)));
	}

	private List<LeaseState> leases(JdbcClient jdbc) {
		List<LeaseState> leases = new ArrayList<>();
		put("dead_leases", () -> {
			leases.addAll(LeaseState.findAll(jdbc, new LeaseWatch(this.clock, Ticker.system(), (duration) -> {
			})));
			List<String> dead = leases.stream()
				.filter((lease) -> !lease.alive() || !lease.proven())
				.map((lease) -> "run %s, %s%s".formatted(lease.runId(), lease.owner(),
						lease.proven() ? "" : ", unproven: only its heartbeat can tell"))
				.toList();
			return dead.isEmpty() ? List.of()
					: List.of(new Finding("dead_leases", Severity.WARNING,
							"leases, and with them perhaps the lock, of processes that died or may have", dead.size(),
							dead.subList(0, Math.min(dead.size(), Finding.MAX_EXAMPLES)),
							"recover watches those in doubt and removes those of dead ones; "
									+ "whoever needs one does so, too",
							Remedy.RECOVER.actions()));
		});
		return leases;
	}

	/**
	 * A damaged file can make any query fail; the other checks are made all the same.
	 */
	private void put(String name, Supplier<List<Finding>> check) {
		try {
			this.findings.put(name, check.get());
		}
		catch (DataAccessException ex) {
			LoreException failure = DatabaseErrors.findIn(ex);
			if (failure == null || failure.exitCode() != ExitCode.DATABASE) {
				throw (failure != null) ? failure : ex;
			}
			this.findings.put(name,
					List.of(new Finding(name, Severity.ERROR, "the check cannot be made: " + failure.getMessage(), 1,
							List.of(), Remedy.RESTORE.suggestion(), Remedy.RESTORE.actions())));
		}
	}

	private static Finding outdated(int version) {
		return new Finding("schema", Severity.WARNING,
				"the schema has version %d, so rows were not checked".formatted(version), 1, List.of(),
				"let any other command bring it up to date, then check again",
				List.of(RecoveryAction.of("bring the schema up to date", "runs", "list"),
						RecoveryAction.of("check again", "db", "check")));
	}

}
