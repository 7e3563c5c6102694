package dev.lorebatch.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.BrokenPaging;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.TestMirror;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mirror and what happens to it.
 */
final class Lived implements AutoCloseable {

	private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);

	private static final BinaryOperator<String> AS_IT_IS = (path, body) -> body;

	private final Path file;

	private final Upstream upstream;

	private final MutableClock clock;

	private final LocalClock localClock;

	private final FaultyGitLab gitlab;

	private TestMirror mirror;

	/** Whether all that changed is dated later than what had changed before. */
	private boolean dated = true;

	private int runs;

	private int deaths;

	Lived(Path file, Upstream upstream, MutableClock clock) throws IOException {
		this.file = file;
		this.upstream = upstream;
		this.clock = clock;
		this.localClock = new LocalClock(clock);
		this.gitlab = new FaultyGitLab(upstream.server().url());
		this.mirror = open();
	}

	private TestMirror open() {
		return open(this.gitlab.url());
	}

	private TestMirror open(URI url) {
		return TestMirror.open((context) -> {
			context.registerBean("simulatedClock", Clock.class, () -> this.localClock,
					(definition) -> definition.setPrimary(true));
			context.registerBean("simulatedGitLabClock", GitLabClock.class, () -> (nanos) -> this.clock.instant(),
					(definition) -> definition.setPrimary(true));
		}, this.file, url, "lore.gitlab.retry.max-attempts=2");
	}

	void happen(Step step) throws Exception {
		this.dated &= step.op() != Op.SET_TIME_BACK;
		switch (step.op()) {
			case WAIT_SECONDS -> this.clock.advance(Duration.ofSeconds(1 + step.more()));
			case WAIT_MINUTES -> this.clock.advance(Duration.ofMinutes(1 + step.more()));
			case STEP_CLOCK -> this.localClock.setWrongBy(Duration.ofHours(step.more() - 15L));
			case SYNC_INCREMENTAL -> syncIncremental();
			case SYNC_FULL -> run(projects(RunMode.FULL));
			case RECONCILE -> run(reconciling());
			case SYNC_SURGICAL -> run(surgical(step));
			case SYNC_FAILS_AND_RESTARTS -> failAndRestart(step);
			case SYNC_FAILS_FOR_GOOD -> fail(projects(RunMode.INCREMENTAL), step);
			case SYNC_IS_SHOWN_NOTHING -> syncShownNothing();
			case SYNC_IS_SHOWN_NO_NOTES -> syncShownNoNotes();
			case SYNC_WITH_BROKEN_PAGES -> syncWithBrokenPages(RunMode.INCREMENTAL, step);
			case SYNC_FULL_WITH_BROKEN_PAGES -> syncWithBrokenPages(RunMode.FULL, step);
			case SYNC_IS_KILLED -> kill(anyRequest(step), atAnyCommit(step));
			case SYNC_IS_KILLED_AND_RESTARTED -> killAndRestart(step);
			case SYNC_DIES_BEHIND_INGEST -> dieBehindIngest(step);
			case SYNC_IS_OVERTAKEN -> syncOvertaken(step);
			case COMPARE -> settle();
			default -> this.upstream.change(step);
		}
	}

	/**
	 * Whatever its view shows, it takes nothing away that GitLab still has. A level that
	 * GitLab does not tell is one view, and what that saw at one level it may miss at
	 * another one.
	 */
	private void syncIncremental() throws Exception {
		Set<Long> known = MirrorContent.notes(this.mirror, this.upstream.ids());
		run(projects(RunMode.INCREMENTAL));
		if (this.upstream.isLevelTold()) {
			known.retainAll(this.upstream.notes());
			assertThat(MirrorContent.notes(this.mirror, this.upstream.ids())).as("notes that are still there")
				.containsAll(known);
		}
	}

	/**
	 * GitLab fails from some request on; the restart has to make up for it.
	 */
	private void failAndRestart(Step step) throws Exception {
		RunRequest request = projects(RunMode.INCREMENTAL);
		if (fail(request, step) != BatchStatus.COMPLETED) {
			run(request);
		}
	}

	/**
	 * What it owes the next runs have to make up for.
	 */
	private BatchStatus fail(RunRequest request, Step step) throws Exception {
		AtomicInteger requests = new AtomicInteger();
		this.gitlab.intercept(
				(path) -> (requests.incrementAndGet() > 1 + step.more()) ? FaultyGitLab.Answer.of(500, "{}") : null);
		BatchStatus status = this.mirror.run(request).getStatus();
		this.gitlab.intercept((path) -> null);
		return status;
	}

	/**
	 * Every list of issues and merge requests is empty, and says that it is whole.
	 */
	private void syncShownNothing() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/issues") || path.endsWith("/merge_requests")
				? FaultyGitLab.Answer.of(200, "[]") : null);
		run(projects(RunMode.INCREMENTAL));
		this.gitlab.intercept((path) -> null);
	}

	/**
	 * The discussions of whatever has notes of people are empty. Of others GitLab counts
	 * nothing, so nothing contradicts it.
	 */
	private void syncShownNoNotes() throws Exception {
		this.gitlab
			.rewrite((path, body) -> path.endsWith("/discussions") && body.contains("\"system\":false") ? "[]" : body);
		run(projects(RunMode.INCREMENTAL));
		this.gitlab.rewrite(AS_IT_IS);
	}

	private void syncWithBrokenPages(RunMode mode, Step step) throws Exception {
		BrokenPaging[] ways = BrokenPaging.values();
		this.gitlab.capPages(1 + step.pick());
		this.gitlab.breakPaging(ways[step.more() % ways.length]);
		run(projects(mode));
		this.gitlab.breakPaging(null);
		this.gitlab.capPages(Integer.MAX_VALUE);
	}

	/**
	 * The process dies at some commit. What it owes other runs have to make up for.
	 */
	private void kill(RunRequest request, Kill kill) throws Exception {
		kill.watch(this.mirror);
		this.gitlab.intercept((path) -> {
			kill.asked(path);
			return kill.isDead() ? FaultyGitLab.Answer.of(403, "{}") : null;
		});
		RunResult result = this.mirror.bean(RunLauncher.class).launch(request);
		this.gitlab.intercept((path) -> null);
		if (!kill.isDead()) {
			assertThat(result.failure()).as("%s ended before it was killed", request).isNull();
		}
		this.deaths += kill.isDead() ? 1 : 0;
		this.mirror.close();
		kill.leaveWhatItLeft();
		this.mirror = open();
	}

	private void killAndRestart(Step step) throws Exception {
		RunRequest request = anyRequest(step);
		kill(request, atAnyCommit(step));
		assertThat(this.mirror.bean(RunLauncher.class).launch(request).failure()).as("%s restarted", request).isNull();
	}

	private Kill atAnyCommit(Step step) {
		return Kill.at(this.file, 2 + 3 * step.more() + step.pick());
	}

	/**
	 * It has listed and owes threads, events or files. Its watermark may have moved
	 * beyond what it owes, so nothing but the debt tells the next runs.
	 */
	private void dieBehindIngest(Step step) throws Exception {
		boolean elsewhere = step.pick() < 2;
		kill(projects(RunMode.INCREMENTAL), Kill.behindIngest(this.file, 1 + step.more() % 6, elsewhere));
	}

	/**
	 * While an answer is on its way, the entity that it shows changes, and a second
	 * mirror on the database syncs the entity. The answer, asked for before, must not
	 * overwrite that.
	 */
	private void syncOvertaken(Step step) throws Exception {
		AtomicInteger answers = new AtomicInteger(1 + step.more() % 4);
		List<Overtaking> done = new CopyOnWriteArrayList<>();
		this.gitlab.rewrite((path, body) -> {
			this.upstream.shownIn(path, body)
				.filter((shown) -> answers.decrementAndGet() == 0)
				.ifPresent((shown) -> done.add(overtake(shown)));
			return body;
		});
		run(projects(RunMode.INCREMENTAL));
		this.gitlab.rewrite(AS_IT_IS);
		for (Overtaking overtaking : done) {
			assertThat(overtaking.status()).as("%s meanwhile", overtaking.request()).isEqualTo(BatchStatus.COMPLETED);
			Upstream.Shown shown = overtaking.shown();
			assertThat(MirrorContent.titleAndNotes(this.mirror, shown.isIssue() ? "issue" : "merge_request",
					shown.entity().id()))
				.as("after an older answer")
				.contains(shown.entity().title(), String.valueOf(overtaking.note()));
		}
	}

	private Overtaking overtake(Upstream.Shown shown) {
		long note = this.upstream.overtake(shown.entity());
		List<Long> iids = List.of(shown.entity().iid());
		RunRequest request = new SurgicalRequest(nextRun(), shown.project().path(), shown.isIssue() ? iids : List.of(),
				shown.isIssue() ? List.of() : iids, true, true);
		try (TestMirror second = open(this.upstream.server().url())) {
			return new Overtaking(request, second.run(request).getStatus(), shown, note);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private RunRequest anyRequest(Step step) {
		return switch (step.pick()) {
			case 0 -> projects(RunMode.FULL);
			case 1 -> reconciling();
			case 2 -> surgical(step);
			default -> projects(RunMode.INCREMENTAL);
		};
	}

	void syncFull() throws Exception {
		run(projects(RunMode.FULL));
	}

	void syncEveryIid() throws Exception {
		for (int index = 0; index < this.upstream.paths().size(); index++) {
			SampleProject project = this.upstream.project(index);
			if (!project.issueIids().isEmpty() || !project.mergeRequestIids().isEmpty()) {
				run(new SurgicalRequest(nextRun(), project.path(), project.issueIids(), project.mergeRequestIids(),
						true, true));
			}
		}
	}

	/**
	 * What GitLab hides shows after a while, and what not everybody sees to somebody who
	 * sees everything. What dead runs owe is paid. What GitLab has no more may still be
	 * there, until it is asked for.
	 */
	void settle() throws Exception {
		this.upstream.giveFullRights();
		this.clock.advance(LONG_ENOUGH);
		run(projects(RunMode.INCREMENTAL));
		if (this.dated) {
			assertThat(describe()).as("what GitLab has, after incremental runs").containsAll(this.upstream.describe());
		}
	}

	/**
	 * What is gone shows when it is asked for.
	 */
	void reconcile() throws Exception {
		this.clock.advance(LONG_ENOUGH);
		run(reconciling());
	}

	private void run(RunRequest request) throws Exception {
		JobExecution execution = this.mirror.run(request);
		assertThat(execution.getStatus()).as("%s: %s", request, execution.getAllFailureExceptions())
			.isEqualTo(BatchStatus.COMPLETED);
	}

	private ProjectSyncRequest projects(RunMode mode) {
		return new ProjectSyncRequest(nextRun(), mode, this.upstream.paths(), null, true, true);
	}

	private ProjectSyncRequest reconciling() {
		return new ProjectSyncRequest(nextRun(), RunMode.INCREMENTAL, this.upstream.paths(), null, true, true, true);
	}

	/**
	 * About one issue that everybody sees, if there is one.
	 */
	private RunRequest surgical(Step step) {
		SampleProject project = this.upstream.project(step.pick());
		List<Long> iids = this.upstream.publicIssues(project);
		return iids.isEmpty() ? projects(RunMode.INCREMENTAL) : new SurgicalRequest(nextRun(), project.path(),
				List.of(iids.get(step.more() % iids.size())), List.of(), true, true);
	}

	private String nextRun() {
		return "r" + ++this.runs;
	}

	/**
	 * How many runs were killed before they ended.
	 */
	int deaths() {
		return this.deaths;
	}

	List<String> describe() {
		return MirrorContent.describe(this.mirror, this.upstream.ids());
	}

	/**
	 * Which project has which path, of those that are synced and those that have a path
	 * of theirs.
	 */
	List<String> places() {
		return MirrorContent.places(this.mirror, this.upstream.ids(), this.upstream.paths());
	}

	Map<String, List<String>> content() throws Exception {
		return MirrorContent.of(this.mirror, this.file, this.upstream.ids());
	}

	@Override
	public void close() {
		this.mirror.close();
		this.gitlab.close();
	}

	/**
	 * A surgical run that overtook an answer.
	 *
	 * @param note the id of a new note that it saw
	 */
	private record Overtaking(RunRequest request, BatchStatus status, Upstream.Shown shown, long note) {

	}

}
