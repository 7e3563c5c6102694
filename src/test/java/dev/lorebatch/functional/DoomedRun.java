package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.lorebatch.crash.FailPoint;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run that is killed once or several times, and then restarted. Keeps account of what
 * is asked of GitLab, and asked again.
 */
final class DoomedRun implements AutoCloseable {

	/** What the Java launcher adds to its command line. */
	private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";

	private static final int KILLED = 137;

	private final Undisturbed undisturbed;

	private final GitLabGate gate;

	private final LoreHome home;

	private final List<String> asked = new ArrayList<>();

	private int repeated;

	DoomedRun(Undisturbed undisturbed, Path folder) {
		this.undisturbed = undisturbed;
		this.gate = new GitLabGate(undisturbed.sample().url());
		this.home = LoreHome.of(folder, this.gate.url());
		undisturbed.base().copyTo(this.home.database());
	}

	TestDatabase database() {
		return this.home.database();
	}

	LoreHome home() {
		return this.home;
	}

	GitLabGate gate() {
		return this.gate;
	}

	/**
	 * Runs the command until it passes the point for the given time, and dies there.
	 */
	void dieAt(FailPoint point, int time, String... command) {
		assertThat(runWith(point, time, command).exitCode()).as("it dies at %s", point).isEqualTo(KILLED);
	}

	/**
	 * The same, but the command may end before it passes the point that often.
	 * @return whether it died
	 */
	boolean diesAt(FailPoint point, int time, String... command) {
		return runWith(point, time, command).exitCode() == KILLED;
	}

	/**
	 * Kills the process from outside, if it still runs.
	 * @param committed the requests that were committed when the process started
	 */
	void kill(LoreProcess process, int committed) {
		process.kill();
		account(committed);
	}

	/**
	 * Restarts the run until its end, which has to be as if nothing had happened.
	 * @param sameLine whether by the command that started it
	 */
	void finish(boolean sameLine) {
		int committed = committedRequests();
		boolean complete = "done".equals(row().get("phase"));
		boolean byCommand = sameLine || complete || row().isEmpty();
		LoreHome restarter = this.home.warm();
		assertThat(byCommand ? restarter.run(this.undisturbed.sync()) : restarter.run("runs", "restart", "r1"))
			.succeeded();
		assertThat(DatabaseDump.of(database())).isEqualTo(this.undisturbed.content());
		if (complete) { // then nobody needed the lease of the dead process, if it died
						// with one
			int leases = (int) database().count("run_leases");
			assertThat(restarter.run("runs", "recover").data().path("changed").size()).isEqualTo(leases);
		}
		assertThat(database().count("run_leases")).isZero();
		assertThat(database().count("sync_locks")).isZero();
		assertThat(database().number("SELECT count(*) FROM sync_runs WHERE run_id = 'r1'")).isOne();
		assertThat(row()).containsEntry("phase", "done");
		int owed = this.undisturbed.dependentRequests() - committed;
		assertThat(this.gate.requests().size()).as("requests of the restart: preflight and what was not committed")
			.isEqualTo(complete ? 0 : this.undisturbed.preflightRequests() + owed);
		account(committed);
	}

	/**
	 * How many requests of the phase dependents the worst of the restarts made again.
	 */
	int repeated() {
		return this.repeated;
	}

	/**
	 * How many requests of the phase dependents need not be made again.
	 */
	int committedRequests() {
		return row().isEmpty() ? 0
				: (int) database()
					.number("SELECT coalesce(sum(pages), 0) FROM dependent_jobs WHERE scope_run_id = 'r1' "
							+ "AND status = 'completed'")
						+ closingLists();
	}

	/**
	 * The closing lists, one for each kind, whose verdict is in.
	 */
	private int closingLists() {
		return (int) database().number("SELECT count(DISTINCT kind) FROM sync_run_entities WHERE run_id = 'r1' "
				+ "AND verification <> 'unproven'");
	}

	/**
	 * The run in the ledger.
	 */
	Map<String, @Nullable Object> row() {
		return database().run("r1");
	}

	@Override
	public void close() {
		this.gate.close();
	}

	private CliResult runWith(FailPoint point, int time, String... command) {
		int committed = committedRequests();
		this.home.with(JAVA_OPTIONS, "-Dlore.test.fail-point=%s:%d".formatted(point.label(), time));
		CliResult result = this.home.run(command);
		this.home.without(JAVA_OPTIONS);
		account(committed);
		return result;
	}

	/**
	 * An attempt never asks for more than preflight and what was not committed before it.
	 */
	private void account(int committed) {
		awaitLateRequests();
		List<String> requests = this.gate.requests();
		List<String> dependents = requests.stream().filter(DoomedRun::isDependent).toList();
		List<String> again = dependents.stream().filter(this.asked::contains).toList();
		long before = this.asked.stream().filter(DoomedRun::isDependent).distinct().count();
		assertThat(dependents).as("requests of one attempt").doesNotHaveDuplicates();
		assertThat(again.size()).as("repeated requests").isLessThanOrEqualTo(Math.max(0, (int) before - committed));
		assertThat(requests.size()).as("requests of one attempt")
			.isLessThanOrEqualTo(
					this.undisturbed.preflightRequests() + this.undisturbed.dependentRequests() - committed);
		this.repeated = Math.max(this.repeated, again.size());
		this.asked.addAll(requests);
		this.gate.forgetRequests();
	}

	/**
	 * The last requests of a dead process are read from its connections after its death.
	 */
	private void awaitLateRequests() {
		AtomicInteger seen = new AtomicInteger(-1);
		Awaitility.await().pollInterval(Duration.ofMillis(10)).during(Duration.ofMillis(50)).until(() -> {
			int now = this.gate.requests().size();
			return seen.getAndSet(now) == now;
		});
	}

	private static boolean isDependent(String target) {
		return target.matches(".*/(issues|merge_requests)/\\d+/.*");
	}

}
