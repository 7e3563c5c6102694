package dev.lorebatch.gitlab;

import java.util.concurrent.Semaphore;

/**
 * How many requests may be under way at once. That is the configured number, until GitLab
 * says that this is too many:
 * <ul>
 * <li>After a 429 half of it, once for all that were under way together, then one more
 * each time that as many requests as are allowed have succeeded.</li>
 * <li>When less than a fifth of the quota is left ({@link RateLimit}), in proportion to
 * what is left, so that others with the same token are not locked out until the quota is
 * whole again.</li>
 * </ul>
 * There is always one. Thread-safe, and fair: who waits longest is next.
 */
class ConcurrencyLimit {

	/** Below this part of the quota it goes slower. */
	private static final int LOW = 5;

	private final int most;

	private final Permits permits;

	private int allowed;

	/** After refusals. */
	private int bearable;

	/** By what is left of the quota. */
	private int affordable;

	private long refusals;

	private int succeeded;

	ConcurrencyLimit(int most) {
		this.most = most;
		this.permits = new Permits(most);
		this.allowed = most;
		this.bearable = most;
		this.affordable = most;
	}

	/**
	 * Waits for a turn.
	 * @return to be given back with what became of the request
	 */
	Turn acquire() throws InterruptedException {
		this.permits.acquire();
		synchronized (this) {
			return new Turn(this.refusals);
		}
	}

	/**
	 * How many may be under way now.
	 */
	synchronized int allowed() {
		return this.allowed;
	}

	/**
	 * Told by each answer that says so.
	 * @param quota how many requests there are for a while; 0 or less says nothing
	 */
	synchronized void remaining(long left, long quota) {
		if (quota > 0) {
			double part = Math.min(1, (double) left * LOW / quota);
			this.affordable = (int) Math.max(1, Math.ceil(this.most * part));
			adjust();
		}
	}

	private synchronized void succeeded() {
		if (this.bearable < this.most && ++this.succeeded >= this.bearable) {
			this.succeeded = 0;
			this.bearable++;
			adjust();
		}
	}

	private synchronized void refused(Turn turn) {
		if (turn.refusals() == this.refusals) {
			this.refusals++;
			this.succeeded = 0;
			this.bearable = Math.max(1, this.bearable / 2);
			adjust();
		}
	}

	private void adjust() {
		int wanted = Math.min(this.bearable, this.affordable);
		if (wanted < this.allowed) {
			this.permits.reducePermits(this.allowed - wanted);
		}
		else {
			this.permits.release(wanted - this.allowed);
		}
		this.allowed = wanted;
	}

	/**
	 * A request that may be under way.
	 */
	final class Turn implements AutoCloseable {

		private final long refusals;

		private Turn(long refusals) {
			this.refusals = refusals;
		}

		private long refusals() {
			return this.refusals;
		}

		/**
		 * GitLab answered.
		 */
		void answered(int status) {
			if (status == 429) {
				refused(this);
			}
			else if (status < 400) {
				succeeded();
			}
		}

		/**
		 * Ends the turn, whether there was an answer or not.
		 */
		@Override
		public void close() {
			ConcurrencyLimit.this.permits.release();
		}

	}

	/**
	 * Can be made fewer while all are taken.
	 */
	private static final class Permits extends Semaphore {

		private static final long serialVersionUID = 1L;

		private Permits(int permits) {
			super(permits, true);
		}

		@Override
		protected void reducePermits(int reduction) {
			super.reducePermits(reduction);
		}

	}

}
