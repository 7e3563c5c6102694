package dev.lorebatch.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.AnswerLimits;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.ListingPage;
import dev.lorebatch.gitlab.ListingPosition;
import dev.lorebatch.gitlab.RequestPool;

/**
 * Reads a listing ahead: while a page is written the next ones are asked for, one after
 * the other and so many at most. For the thread of one partition.
 */
class PageFeed implements AutoCloseable {

	private static final int AHEAD = 2;

	private final GitLabClient gitlab;

	private final RequestPool pool;

	private final LongSupplier numbers;

	private final long projectId;

	private final EntityKind kind;

	private final int maxPages;

	private final AtomicInteger pages = new AtomicInteger();

	private final TieReading ties = new TieReading();

	private final Deque<CompletableFuture<@Nullable FetchedPage>> ahead = new ArrayDeque<>();

	/**
	 * @param numbers takes the number of a fetch, before each request
	 * @param projectId GitLab's id of the project
	 */
	PageFeed(GitLabClient gitlab, RequestPool pool, LongSupplier numbers, long projectId, EntityKind kind,
			ListingPosition start) {
		this(gitlab, pool, numbers, projectId, kind, start, AnswerLimits.LISTING_PAGES);
	}

	PageFeed(GitLabClient gitlab, RequestPool pool, LongSupplier numbers, long projectId, EntityKind kind,
			ListingPosition start, int maxPages) {
		this.maxPages = maxPages;
		this.gitlab = gitlab;
		this.pool = pool;
		this.numbers = numbers;
		this.projectId = projectId;
		this.kind = kind;
		this.ahead.add(CompletableFuture.supplyAsync(() -> fetch(start), pool.executor()));
	}

	/**
	 * The next page; {@code null} behind the last one.
	 */
	@Nullable FetchedPage take() {
		CompletableFuture<@Nullable FetchedPage> first = this.ahead.poll();
		FetchedPage page = (first != null) ? join(first) : null;
		if (page == null) {
			return null;
		}
		if (this.ahead.isEmpty()) {
			ListingPosition next = page.next();
			this.ahead
				.add(CompletableFuture.supplyAsync(() -> (next != null) ? fetch(next) : null, this.pool.executor()));
		}
		while (this.ahead.size() < AHEAD) {
			this.ahead.add(this.ahead.getLast().thenApplyAsync(this::fetchBehind, this.pool.executor()));
		}
		return page;
	}

	@Override
	public void close() {
		this.ahead.forEach((future) -> future.cancel(true));
		this.ahead.clear();
	}

	private @Nullable FetchedPage fetchBehind(@Nullable FetchedPage page) {
		ListingPosition next = (page != null) ? page.next() : null;
		return (next != null) ? fetch(next) : null;
	}

	private FetchedPage fetch(ListingPosition position) {
		if (this.pages.incrementAndGet() > this.maxPages) {
			throw AnswerLimits.endless("the %s of project %d".formatted(this.kind.resource(), this.projectId));
		}
		long number = this.numbers.getAsLong();
		ListingPage page = this.gitlab.listing(this.projectId, this.kind, position);
		return new FetchedPage(page, this.ties.fresh(position, page), this.ties.next(position, page), number);
	}

	static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

}
