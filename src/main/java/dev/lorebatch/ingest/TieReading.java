package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.gitlab.ListingPage;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.gitlab.ListingPosition;

/**
 * Goes through a listing in which each page begins at the time of the last row of the
 * page before. Leaves out the rows of that time that were on both pages. If rows of one
 * time fill more than a page, as after an import, their further pages are counted from
 * the beginning, and a row that changes meanwhile lets another one slip through. So these
 * rows are read again until a pass shows nothing new. Remembers rows of two points in
 * time only. For one listing, read one page after the other.
 */
class TieReading {

	/** Rows that go on moving so fast are seen when they come up at their new time. */
	private static final int MAX_PASSES = 5;

	private @Nullable String time;

	private Set<Row> atTime = new HashSet<>();

	private Set<Row> atLast = new HashSet<>();

	private boolean begun;

	private boolean foundMore;

	private int pass = 1;

	private @Nullable ListingPage before;

	private boolean again;

	/**
	 * The entities of the page that were not given yet.
	 * @throws dev.lorebatch.gitlab.GitLabException if the server gives a full page again
	 */
	List<ListedEntity> fresh(ListingPosition position, ListingPage page) {
		enter(position.updatedAfter());
		this.again = this.before != null && position.page() > 1 && page.repeats(this.before, position);
		this.before = page;
		List<ListedEntity> fresh = new ArrayList<>();
		Set<Row> last = new HashSet<>();
		String lastTime = (page.next() != null) ? page.next().updatedAfter() : null;
		for (ListedEntity entity : page.items()) {
			Row row = new Row(entity.iid(), entity.updatedAt());
			boolean tied = Objects.equals(entity.updatedAt(), this.time);
			boolean unseen = tied ? this.atTime.add(row) : !this.atLast.contains(row);
			if (unseen) {
				fresh.add(entity);
				this.foundMore |= tied && position.page() > 1;
			}
			if (Objects.equals(entity.updatedAt(), lastTime)) {
				last.add(row);
			}
		}
		this.atLast = last;
		return fresh;
	}

	/**
	 * Where to go on behind the page.
	 */
	@Nullable ListingPosition next(ListingPosition position, ListingPage page) {
		ListingPosition next = this.again ? null : page.next();
		boolean leaving = position.page() > 1
				&& (next == null || !Objects.equals(next.updatedAfter(), position.updatedAfter()));
		if (!leaving || !this.foundMore || this.pass >= MAX_PASSES) {
			return next;
		}
		this.pass++;
		this.foundMore = false;
		return ListingPosition.start(position.updatedAfter());
	}

	private void enter(@Nullable String newTime) {
		if (this.begun && Objects.equals(this.time, newTime)) {
			return;
		}
		this.begun = true;
		this.time = newTime;
		this.atTime = this.atLast;
		this.atLast = new HashSet<>();
		this.foundMore = false;
		this.pass = 1;
	}

	/**
	 * An entity in one state.
	 */
	private record Row(long iid, @Nullable String updatedAt) {

	}

}
