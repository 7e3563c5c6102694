package dev.lorebatch.ingest;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.ListingPosition;

/**
 * How far a partition is, in its step execution context. Texts, because they stay plain
 * in the serialized context.
 */
class PartitionState {

	private static final String PROJECT = "project";

	private static final String KIND = "kind";

	private static final String VIEW = "view";

	private static final String FROM = "listing.from";

	private static final String STARTED_AT = "listing.startedAt";

	private static final String LATEST = "listing.latest";

	private static final String ENDED = "listing.ended";

	private static final String AFTER = "position.updatedAfter";

	private static final String PAGE = "position.page";

	private static final String SEEN_SINCE = "reconcile.seenSince";

	private static final String GAP = "gap.after";

	private static final String GAP_FAILURE = "gap.failure";

	private static final String GAP_PERMANENT = "gap.permanent";

	private static final String RECONCILED_TO = "reconcile.to";

	private final ExecutionContext context;

	/** Places in the listing, of this attempt. */
	private final Set<List<@Nullable String>> gaps = new HashSet<>();

	PartitionState(ExecutionContext context) {
		this.context = context;
	}

	/**
	 * The context of a partition that has not begun.
	 */
	static ExecutionContext begin(long projectId, EntityKind kind) {
		ExecutionContext context = new ExecutionContext();
		context.putString(PROJECT, String.valueOf(projectId));
		context.putString(KIND, kind.value());
		return context;
	}

	/**
	 * GitLab's id of the project.
	 */
	long projectId() {
		return Long.parseLong(this.context.getString(PROJECT));
	}

	EntityKind kind() {
		return EntityKind.ofValue(this.context.getString(KIND));
	}

	/**
	 * The view that all of it was read with, 0 if nothing was read.
	 */
	long viewId() {
		return viewId(this.context);
	}

	/**
	 * The view that a partition was read with, 0 if nothing was read.
	 */
	static long viewId(ExecutionContext context) {
		return context.containsKey(VIEW) ? Long.parseLong(context.getString(VIEW)) : 0;
	}

	/**
	 * Notes the view of this attempt.
	 */
	void viewId(long id) {
		this.context.putString(VIEW, String.valueOf(id));
	}

	/**
	 * Forgets how far it is.
	 */
	void startAnew() {
		for (String key : List.of(FROM, STARTED_AT, LATEST, ENDED, AFTER, PAGE, GAP, GAP_FAILURE, GAP_PERMANENT,
				SEEN_SINCE, RECONCILED_TO)) {
			this.context.remove(key);
		}
	}

	/**
	 * Where to go on; {@code null} if the listing has not begun.
	 */
	@Nullable ListingPosition position() {
		if (!this.context.containsKey(PAGE)) {
			return null;
		}
		// What rows of one time were given is not remembered: they are read again
		return ListingPosition.start(text(AFTER));
	}

	/**
	 * Notes where to go on: every row before it is committed.
	 */
	void moveTo(ListingPosition next) {
		this.context.putString(PAGE, String.valueOf(next.page()));
		put(AFTER, next.updatedAfter());
	}

	/**
	 * Whether the listing was read to its end.
	 */
	boolean isListed() {
		return this.context.containsKey(ENDED);
	}

	void markListed() {
		this.context.putString(ENDED, "true");
	}

	/**
	 * What the listing began with, {@code null} if it was everything.
	 */
	@Nullable String from() {
		return text(FROM);
	}

	void beginFrom(@Nullable String from) {
		put(FROM, from);
	}

	/**
	 * GitLab's time when the listing began.
	 */
	@Nullable String startedAt() {
		return text(STARTED_AT);
	}

	void startedAt(String time) {
		this.context.putString(STARTED_AT, time);
	}

	/**
	 * The latest {@code updated_at} so far.
	 */
	@Nullable String latest() {
		return text(LATEST);
	}

	void latest(@Nullable String time) {
		String known = latest();
		if (time != null && (known == null || time.compareTo(known) > 0)) {
			this.context.putString(LATEST, time);
		}
	}

	/**
	 * Notes a place at which rows are missing. Rows of one time are read several times.
	 * @param after the time it is at
	 * @param behind the row behind it
	 * @return whether it is new
	 */
	boolean isNewGap(@Nullable String after, @Nullable Long behind) {
		return this.gaps.add(Arrays.asList(after, (behind != null) ? behind.toString() : null));
	}

	/**
	 * Notes that rows are missing from the listing; the first gap counts.
	 * @param after when they were updated at the earliest, {@code null} if that is not
	 * known
	 * @param failure what GitLab said
	 */
	void markGap(@Nullable String after, LoreException failure) {
		if (gapFailure() == null) {
			put(GAP, after);
			this.context.putString(GAP_FAILURE, String.valueOf(failure.getMessage()));
		}
		put(GAP_PERMANENT, (failure.retryable() && !isGapPermanent()) ? null : "true");
	}

	/**
	 * Returns whether rows stay missing as long as nobody changes anything.
	 */
	boolean isGapPermanent() {
		return this.context.containsKey(GAP_PERMANENT);
	}

	/**
	 * Returns what GitLab said of rows that are missing, {@code null} if none is.
	 */
	@Nullable String gapFailure() {
		return text(GAP_FAILURE);
	}

	/**
	 * Returns where a watermark may be at most that claims nothing of rows that are
	 * missing; {@code null} if it may be nowhere.
	 * @param reached where it may be if none is missing
	 */
	@Nullable String beforeGap(String reached) {
		String after = text(GAP);
		if (gapFailure() == null) {
			return reached;
		}
		return (after == null || after.compareTo(reached) < 0) ? after : reached;
	}

	/**
	 * Whether the run has decided if it reconciles.
	 */
	boolean isReconcileDecided() {
		return this.context.containsKey(SEEN_SINCE);
	}

	/**
	 * Notes whether the run reconciles.
	 * @param fetch the number from which on an entity counts as seen by the run, 0 if it
	 * does not reconcile
	 */
	void decideReconcile(long fetch) {
		this.context.putString(SEEN_SINCE, String.valueOf(fetch));
	}

	/**
	 * The number from which on an entity counts as seen by the run, 0 if it does not
	 * reconcile.
	 */
	long seenSince() {
		String fetch = text(SEEN_SINCE);
		return (fetch != null) ? Long.parseLong(fetch) : 0;
	}

	/**
	 * The IID up to which all are compared.
	 */
	long reconciledTo() {
		String iid = text(RECONCILED_TO);
		return (iid != null) ? Long.parseLong(iid) : 0;
	}

	void reconciledTo(long iid) {
		this.context.putString(RECONCILED_TO, String.valueOf(iid));
	}

	/**
	 * Sets a counter to what the tables say: what a killed attempt committed and did not
	 * count is in it.
	 */
	void counter(String name, int value) {
		if (value > 0) {
			this.context.putInt("lore." + name, value);
		}
	}

	int counter(String name) {
		return this.context.getInt("lore." + name, 0);
	}

	private @Nullable String text(String key) {
		return this.context.containsKey(key) ? this.context.getString(key) : null;
	}

	private void put(String key, @Nullable String value) {
		if (value != null) {
			this.context.putString(key, value);
		}
		else {
			this.context.remove(key);
		}
	}

}
