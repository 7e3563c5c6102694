package dev.lorebatch.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobInterruptedException;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.entity.TimeBound;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.ListingPage;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.gitlab.ListingPosition;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.mirror.Watermarks;
import dev.lorebatch.mirror.Watermarks.Watermark;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.view.RunViews;

/**
 * Reads the issues or merge requests of a project that changed since the last listing, or
 * all of them, and writes them page by page. Thread-safe.
 */
class ProjectListing {

	private static final String CLOCK_WENT_BACK = "clock_went_back";

	private final GitLabClient gitlab;

	private final RequestPool pool;

	private final WriteTransactions transactions;

	private final RunFetches fetches;

	private final Watermarks watermarks;

	private final RunViews views;

	private final RunProjects projects;

	private final ListedEntities entities;

	private final MissingRows missingRows;

	private final Duration overlap;

	private final Clock clock;

	private final Ticker ticker;

	private final GitLabClock gitlabClock;

	ProjectListing(GitLabClient gitlab, RequestPool pool, WriteTransactions transactions, RunFetches fetches,
			Watermarks watermarks, RunViews views, RunProjects projects, ListedEntities entities,
			MissingRows missingRows, Duration overlap, Clock clock, Ticker ticker, GitLabClock gitlabClock) {
		this.gitlab = gitlab;
		this.pool = pool;
		this.transactions = transactions;
		this.fetches = fetches;
		this.watermarks = watermarks;
		this.views = views;
		this.projects = projects;
		this.entities = entities;
		this.missingRows = missingRows;
		this.overlap = overlap;
		this.clock = clock;
		this.ticker = ticker;
		this.gitlabClock = gitlabClock;
	}

	/**
	 * Reads to the end, from where an earlier attempt left off. If the first page shows
	 * that GitLab's clock went back behind the watermark, everything is read.
	 */
	void read(ProjectSyncRequest request, PartitionState state, Partition partition) throws JobInterruptedException {
		ListingPosition position = state.position();
		ListingPosition start = (position != null) ? position : begin(request, state);
		boolean turnedDown = !read(request, state, start, partition, position == null);
		if (turnedDown) {
			read(request, state, beginFrom(null, state), partition, false);
		}
	}

	/**
	 * @param begins whether the first page of the listing is the first one at all
	 * @return whether the listing was read, and not turned down because of its first page
	 */
	private boolean read(ProjectSyncRequest request, PartitionState state, ListingPosition start, Partition partition,
			boolean begins) throws JobInterruptedException {
		try (PageFeed feed = feed(request.runId(), state, start)) {
			FetchedPage page = feed.take();
			if (begins && page != null && clockWentBack(request, state, page) && state.from() != null) {
				return false;
			}
			while (page != null) {
				partition.requireRunning();
				write(request, state, page, partition);
				page = feed.take();
			}
			return true;
		}
	}

	/**
	 * Whether GitLab's clock is behind the watermark, and notes it: what changes from
	 * then on is dated before the watermark, and no listing that begins there shows it. A
	 * little is for servers behind one address whose clocks differ.
	 */
	private boolean clockWentBack(ProjectSyncRequest request, PartitionState state, FetchedPage page) {
		Instant serverTime = page.page().serverTime();
		if (request.since() != null || serverTime == null) {
			return false;
		}
		String now = Timestamps.format(serverTime);
		boolean behind = this.watermarks.find(request.runId(), state.projectId(), state.kind())
			.filter((watermark) -> now.compareTo(minusOverlap(watermark.time())) < 0)
			.isPresent();
		state.counter(CLOCK_WENT_BACK, behind ? 1 : 0);
		return behind;
	}

	/**
	 * Begins with the watermark of a view that sees as much as that of the run. After a
	 * renaming everything is read, because references and web addresses of all entities
	 * are new and their {@code updated_at} is not.
	 */
	private ListingPosition begin(ProjectSyncRequest request, PartitionState state) {
		if (request.mode() == RunMode.FULL) {
			return beginFrom(null, state);
		}
		String since = request.since();
		if (since != null) {
			Clock gitlabNow = this.gitlabClock.now(this.ticker, this.clock); // it told in
																				// preflight
			return beginFrom(TimeBound.parse("--since", since, gitlabNow), state);
		}
		String path = this.projects.get(request.runId(), state.projectId()).path();
		Optional<Watermark> known = this.watermarks.find(request.runId(), state.projectId(), state.kind());
		if (known.isEmpty() && this.watermarks.exists(state.projectId(), state.kind())) {
			this.transactions.run((tx) -> this.views.markAnew(tx, request.runId(), state.projectId(), state.kind()));
		}
		String from = known.filter((watermark) -> watermark.projectPath().equals(path))
			.map((watermark) -> minusOverlap(watermark.time()))
			.orElse(null);
		return beginFrom(from, state);
	}

	/**
	 * Looks for the rows that are missing before a page. Those that GitLab gives alone
	 * are written with it.
	 * @return those that it does not give
	 */
	private Map<EntityRef, GitLabException> findMissing(PartitionState state, ListingPage page,
			Map<EntityRef, Payload> fresh) {
		ListingPage.Missing missing = page.missing();
		if (missing == null) {
			return Map.of();
		}
		ListingPosition position = state.position();
		String after = (position != null) ? position.updatedAfter() : state.from();
		Long behind = page.items().stream().map(ListedEntity::iid).findFirst().orElse(null);
		if (!state.isNewGap(after, behind)) {
			return Map.of();
		}
		MissingRows.Found found = this.missingRows.find(state, page, missing, after);
		found.found().forEach((iid, payload) -> fresh.putIfAbsent(new EntityRef(state.kind(), iid), payload));
		if (!found.all()) {
			state.markGap(after, missing.failure());
		}
		Map<EntityRef, GitLabException> failed = new LinkedHashMap<>();
		found.failed().forEach((iid, failure) -> failed.put(new EntityRef(state.kind(), iid), failure));
		return failed;
	}

	private static ListingPosition beginFrom(@Nullable String from, PartitionState state) {
		state.beginFrom(from);
		return ListingPosition.start(from);
	}

	private PageFeed feed(String runId, PartitionState state, ListingPosition start) {
		return new PageFeed(this.gitlab, this.pool, () -> this.transactions.call((tx) -> this.fetches.begin(tx, runId)),
				state.projectId(), state.kind(), start);
	}

	/**
	 * The position is saved behind the page, so it is never ahead of what is committed.
	 */
	private void write(ProjectSyncRequest request, PartitionState state, FetchedPage page, Partition partition) {
		if (state.startedAt() == null) {
			Instant serverTime = page.page().serverTime();
			state.startedAt(
					Timestamps.format((serverTime != null) ? serverTime : this.clock.instant().minus(this.overlap)));
		}
		Map<EntityRef, Payload> fresh = new LinkedHashMap<>();
		for (ListedEntity entity : page.fresh()) {
			fresh.put(new EntityRef(state.kind(), entity.iid()), entity.payload());
			state.latest(entity.updatedAt());
		}
		Map<EntityRef, GitLabException> unreadable = findMissing(state, page.page(), fresh);
		ListingPosition next = page.next();
		partition.count(Map.of("listed", fresh.size(), "unreadable", page.page().unreadable()));
		partition.grew(fresh.size());
		Map<String, Integer> counts = this.entities.write(request.runId(), request.mode(), state.projectId(), fresh,
				unreadable, page.fetch(), (next != null) ? null : end(request, state));
		partition.count(counts);
		partition.advanced(fresh.size());
		if (next != null) {
			state.moveTo(next);
		}
		else {
			state.markListed();
		}
		partition.save();
	}

	/**
	 * The watermark is the time of the latest entity seen, and not later than the
	 * beginning of the listing in GitLab's time. Everything up to then was listed:
	 * entities come in the order of their times, and one that moves moves behind the
	 * watermark, where the next listing begins. What GitLab dates before the watermark
	 * but shows only after it, because a transaction took long or a clock differs, is
	 * what the overlap is for. If nothing was listed the watermark stays: that costs
	 * nothing.
	 * <p>
	 * A listing that began behind the watermark, with {@code --since}, proves nothing
	 * about the time between; it moves no watermark. Only a listing of everything that
	 * saw GitLab's clock go back lets the watermark go back, too.
	 */
	private ListedEntities.@Nullable ListingEnd end(ProjectSyncRequest request, PartitionState state) {
		String latest = state.latest();
		String startedAt = state.startedAt();
		if (latest == null || startedAt == null || !isGapless(request, state)) {
			return null;
		}
		String reached = state.beforeGap((startedAt.compareTo(latest) < 0) ? startedAt : latest);
		if (reached == null) {
			return null;
		}
		String path = this.projects.get(request.runId(), state.projectId()).path();
		boolean mayGoBack = state.counter(CLOCK_WENT_BACK) > 0;
		return (tx, projectId) -> this.watermarks.write(tx, projectId, state.kind(), new Watermark(reached, path),
				mayGoBack, request.runId());
	}

	private boolean isGapless(ProjectSyncRequest request, PartitionState state) {
		String from = state.from();
		if (request.since() == null || from == null) {
			return true;
		}
		return this.watermarks.find(request.runId(), state.projectId(), state.kind())
			.filter((watermark) -> from.compareTo(minusOverlap(watermark.time())) <= 0)
			.isPresent();
	}

	private String minusOverlap(String time) {
		return Timestamps.format(Timestamps.parse(time).minus(this.overlap));
	}

}
