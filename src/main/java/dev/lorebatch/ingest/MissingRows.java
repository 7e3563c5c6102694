package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.EntitiesByIid;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.ListingPage;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;
import dev.lorebatch.mirror.Tombstones;

/**
 * Finds out which rows a listing could not give: their page fails, so GitLab does not
 * even tell their IIDs. IIDs are asked for from the highest down, a hundred in a request
 * and only those that were updated where the rows are missing, until a request fails as
 * the page did. What breaks it is asked for alone. Thread-safe.
 */
class MissingRows {

	/** So many IIDs are looked through for each gap: what is new breaks most often. */
	static final int MAX_REQUESTS = 30;

	private static final EntitiesByIid NOTHING = new EntitiesByIid(Map.of(), Map.of());

	private final GitLabClient gitlab;

	private final Tombstones tombstones;

	MissingRows(GitLabClient gitlab, Tombstones tombstones) {
		this.gitlab = gitlab;
		this.tombstones = tombstones;
	}

	/**
	 * Looks for the rows that are missing before a page.
	 * @param after when they were updated at the earliest, {@code null} if that is not
	 * known
	 */
	Found find(PartitionState state, ListingPage page, ListingPage.Missing missing, @Nullable String after) {
		Map<Long, Payload> found = new LinkedHashMap<>();
		Map<Long, GitLabException> failed = new LinkedHashMap<>();
		String before = page.items().stream().map(ListedEntity::updatedAt).findFirst().orElse(null);
		int broken = 0;
		long highest = highest(state, page);
		for (int request = 0; request < MAX_REQUESTS && highest > 0 && broken < missing.rows(); request++) {
			List<Long> iids = down(highest);
			EntitiesByIid answer = ask(state, iids, after, before);
			found.putAll(answer.found());
			failed.putAll(answer.failed());
			broken += answer.equals(NOTHING) ? 0 : Math.max(1, answer.failed().size());
			highest -= iids.size();
		}
		return new Found(found, failed, broken >= missing.rows());
	}

	/**
	 * Asks for IIDs of which all or none can break the list. If all do, nothing is known
	 * of single ones.
	 */
	private EntitiesByIid ask(PartitionState state, List<Long> iids, @Nullable String after, @Nullable String before) {
		try {
			return this.gitlab.findBroken(state.projectId(), state.kind(), iids, after, before).orElse(NOTHING);
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return NOTHING;
		}
	}

	private static List<Long> down(long highest) {
		List<Long> iids = new ArrayList<>();
		for (long iid = highest; iid > 0 && iids.size() < GitLabClient.PER_PAGE; iid--) {
			iids.add(iid);
		}
		return iids;
	}

	/**
	 * Returns the highest IID there may be. If the newest row is one of those that are
	 * missing, nobody tells it, but it is not much higher than what is known.
	 */
	private long highest(PartitionState state, ListingPage page) {
		long known = Math.max(this.tombstones.findHighestIid(state.projectId(), state.kind()),
				page.items().stream().mapToLong(ListedEntity::iid).max().orElse(0));
		try {
			return Math.max(known, this.gitlab.newestIid(state.projectId(), state.kind()).orElse(0L));
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return known + GitLabClient.PER_PAGE;
		}
	}

	/**
	 * Findings about the missing rows.
	 *
	 * @param found those that GitLab gives alone, and others that were asked for on the
	 * way, by IID
	 * @param failed those that it does not give, by IID
	 * @param all whether each of the missing rows is among them
	 */
	record Found(Map<Long, Payload> found, Map<Long, GitLabException> failed, boolean all) {

	}

}
