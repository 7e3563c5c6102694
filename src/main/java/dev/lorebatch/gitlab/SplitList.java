package dev.lorebatch.gitlab;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.lorebatch.entity.Payload;

/**
 * Reading of a list by IID that failed because of its rows: one that GitLab cannot build,
 * or that makes the answer too large, takes all the others with it. The list is split in
 * halves until such a row is alone, and then asked for by itself, because GitLab may give
 * it so. If nothing can be read on the way down to single rows, it is no matter of them,
 * and the failure of the list is that of all.
 */
class SplitList {

	/** Enough to find four bad rows among a hundred. */
	static final int MAX_REQUESTS = 48;

	/** From a hundred rows down to single ones. */
	static final int OUTAGE = 8;

	private final RowReader rows;

	private final GitLabException whole;

	private final Map<Long, Payload> found = new LinkedHashMap<>();

	private final Map<Long, GitLabException> failed = new LinkedHashMap<>();

	private final Deque<List<Long>> parts = new ArrayDeque<>();

	private int requests;

	private int readable;

	/**
	 * @param whole why the list could not be read as a whole
	 */
	SplitList(RowReader rows, GitLabException whole) {
		this.rows = rows;
		this.whole = whole;
	}

	/**
	 * Reads the parts.
	 * @throws GitLabException that of the list, if none of its parts can be read; or
	 * whatever is no matter of rows
	 */
	EntitiesByIid read(List<Long> iids) {
		add(iids);
		while (!this.parts.isEmpty()) {
			List<Long> part = this.parts.pop();
			if (this.requests >= MAX_REQUESTS) {
				part.forEach((iid) -> this.failed.put(iid, this.whole));
				continue;
			}
			this.requests++;
			if (part.size() == 1) {
				readAlone(part.get(0));
			}
			else {
				readPart(part);
			}
			if (this.readable == 0 && this.requests >= OUTAGE) {
				readFarEnd();
			}
		}
		if (this.readable == 0 && iids.size() > 1) {
			throw this.whole;
		}
		return new EntitiesByIid(this.found, this.failed);
	}

	/**
	 * Looks whether it is an outage: several bad rows may be neighbours, and the last
	 * part is the farthest from them.
	 * @throws GitLabException that of the list, if this part cannot be read either
	 */
	private void readFarEnd() {
		List<Long> far = this.parts.pollLast();
		if (far == null || far.size() < 2) {
			throw this.whole;
		}
		this.requests++;
		readPart(far);
		if (this.readable == 0) {
			throw this.whole;
		}
	}

	private void readPart(List<Long> part) {
		try {
			this.found.putAll(this.rows.list(part));
			this.readable++;
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			add(part);
		}
	}

	/**
	 * Has the halves, or the only row, read next.
	 */
	private void add(List<Long> part) {
		int half = part.size() / 2;
		this.parts.push(part.subList(half, part.size()));
		if (half > 0) {
			this.parts.push(part.subList(0, half));
		}
	}

	private void readAlone(Long iid) {
		try {
			this.rows.alone(iid, this.readable > 0).ifPresent((payload) -> this.found.put(iid, payload));
			this.readable++;
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			this.failed.put(iid, ex);
		}
	}

	/**
	 * Sends the requests.
	 */
	interface RowReader {

		/**
		 * Lists some, without retries.
		 */
		Map<Long, Payload> list(Collection<Long> iids);

		/**
		 * Asks for one alone; empty if GitLab says that it is not there.
		 * @param retried whether transient failures are worth repeating
		 */
		Optional<Payload> alone(Long iid, boolean retried);

	}

}
