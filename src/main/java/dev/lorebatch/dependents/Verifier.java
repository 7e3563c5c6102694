package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.intake.PreparedEntity;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.JobType;
import dev.lorebatch.run.EntityFailure;
import dev.lorebatch.run.Receipt;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunEntity;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunReceipts;

/**
 * Makes sure that what a run fetched still stands when all of it is in. An entity that
 * moved meanwhile, to whatever date, is written anew from the list that showed it, and
 * its dependents are queued again, in one transaction; so it is asked for again,
 * boundedly. An entity that the list leaves out is gone only with a proof. If another run
 * wrote a row that it asked for even later, that row stays and is what the next list is
 * compared with.
 */
public class Verifier {

	private final ClosingLists lists;

	private final EntityIntake intake;

	private final DependentJobs jobs;

	private final RunEntities runEntities;

	private final RunReceipts receipts;

	private final RunFetches fetches;

	private final MirrorTransactions transactions;

	private final VanishedEntities vanished;

	private final Burials burials;

	private final int maxRounds;

	Verifier(ClosingLists lists, EntityIntake intake, DependentJobs jobs, RunEntities runEntities, RunReceipts receipts,
			RunFetches fetches, MirrorTransactions transactions, VanishedEntities vanished, Burials burials,
			int maxRounds) {
		this.lists = lists;
		this.intake = intake;
		this.jobs = jobs;
		this.runEntities = runEntities;
		this.receipts = receipts;
		this.fetches = fetches;
		this.transactions = transactions;
		this.vanished = vanished;
		this.burials = burials;
		this.maxRounds = maxRounds;
	}

	/**
	 * Asks once more for every entity of the run whose dependents are in. Nothing is
	 * noted for those whose answer a stop request cut off.
	 * @param fetched what preflight handed over
	 */
	Verified verify(String runId, RunPayloads.Fetched fetched) {
		Verified verified = Verified.NOTHING;
		List<RunEntity> unasked = this.receipts.findUnasked(runId);
		if (unasked.isEmpty()) {
			return verified;
		}
		long fetch = this.transactions.call(runId, (tx) -> this.fetches.begin(tx, runId));
		for (ClosingLists.Answer answer : this.lists.ask(fetched.project().id("id"), unasked)) {
			verified = verified.plus(new Judgement(runId, fetched, fetch, answer).commit());
		}
		return verified;
	}

	/**
	 * What asking once more came to.
	 *
	 * @param jobs how many jobs are pending again, of entities that moved
	 * @param failure of the first payload that cannot be turned into a row
	 */
	record Verified(int jobs, @Nullable TransformException failure) {

		static final Verified NOTHING = new Verified(0, null);

		private Verified plus(Verified other) {
			return new Verified(this.jobs + other.jobs, (this.failure != null) ? this.failure : other.failure);
		}

	}

	/**
	 * What follows from one closing list.
	 */
	private final class Judgement {

		private final String runId;

		private final RunPayloads.Fetched fetched;

		private final long fetch;

		private final ClosingLists.Answer answer;

		private final List<Consumer<WriteTransaction>> verdicts = new ArrayList<>();

		private final List<Consumer<WriteTransaction>> refetches = new ArrayList<>();

		private int reopened;

		private @Nullable TransformException failure;

		private Judgement(String runId, RunPayloads.Fetched fetched, long fetch, ClosingLists.Answer answer) {
			this.runId = runId;
			this.fetched = fetched;
			this.fetch = fetch;
			this.answer = answer;
		}

		/**
		 * Writes the verdicts in one transaction, and each entity that moved in one of
		 * its own.
		 */
		private Verified commit() {
			judge();
			if (!this.verdicts.isEmpty()) {
				Verifier.this.transactions.run(this.runId, (tx) -> {
					FailPoints.atCommit(FailPoint.BEFORE_VERDICT_COMMIT, FailPoint.AFTER_VERDICT_COMMIT);
					this.verdicts.forEach((verdict) -> verdict.accept(tx));
				});
			}
			this.refetches.forEach((refetch) -> Verifier.this.transactions.run(this.runId, refetch));
			return new Verified(this.reopened, this.failure);
		}

		private void judge() {
			LoreException unanswered = this.answer.failure();
			if (unanswered instanceof GitLabException cut && cut.kind() == Kind.CANCELLED) {
				return;
			}
			List<RunEntity> absent = new ArrayList<>();
			for (RunEntity row : this.answer.rows()) {
				LoreException failed = (unanswered != null) ? unanswered : this.answer.failed().get(row.entity().iid());
				if (failed != null) {
					unproven(row, "asking once more failed: " + failed.getMessage());
					continue;
				}
				Payload payload = this.answer.found().get(row.entity().iid());
				if (payload == null) {
					absent.add(row);
					continue;
				}
				try {
					judge(row, payload);
				}
				catch (TransformException ex) {
					transformFailed(row, ex);
				}
			}
			if (!absent.isEmpty()) {
				judgeAbsent(absent);
			}
		}

		/**
		 * @param absent of one kind, as all of one list
		 */
		private void judgeAbsent(List<RunEntity> absent) {
			EntityKind kind = absent.get(0).entity().kind();
			try {
				Map<Long, Long> gone = Verifier.this.vanished.findGone(this.fetched.project().id("id"), kind,
						absent.stream().map((row) -> row.entity().iid()).toList(), this.fetch);
				absent.forEach((row) -> judgeAbsent(row, gone.get(row.entity().iid())));
			}
			catch (GitLabException ex) {
				if (ex.kind() != Kind.CANCELLED) {
					absent.forEach((row) -> unproven(row,
							"the list does not give it, and asking for it alone failed: " + ex.getMessage()));
				}
			}
		}

		/**
		 * @param entityId its local id if it is proven gone
		 */
		private void judgeAbsent(RunEntity row, @Nullable Long entityId) {
			String note = "the list does not give it, but it is not proven that it is gone";
			if (entityId == null) {
				unproven(row, note);
				return;
			}
			this.verdicts.add((tx) -> {
				if (!Verifier.this.burials.bury(tx, this.runId, row.entity(), entityId, this.fetch)
						&& !row.hasUnprovenSets()) {
					Verifier.this.receipts.markUnproven(tx, this.runId, row.entity(), note);
				}
			});
		}

		private void judge(RunEntity row, Payload payload) {
			EntityVersion version = EntityVersion.of(payload);
			if (version.equals(row.version())) {
				String settlesAt = row.settlesAt(); // version is that of the row
				settle(row, (tx) -> Verifier.this.receipts.markVerified(tx, this.runId, row.entity(), settlesAt));
			}
			else if (row.receipt().rounds() >= Verifier.this.maxRounds) {
				String settlesAt = Receipt.settlesAt(version.updatedAt(), this.answer.asked().byGitLab());
				settle(row, (tx) -> Verifier.this.receipts.markMoving(tx, this.runId, row.entity(), settlesAt));
			}
			else {
				PreparedEntity prepared = Verifier.this.intake.prepare(row.entity(), payload, this.fetched.project());
				this.refetches.add((tx) -> refetch(tx, row, prepared));
				this.reopened += JobType.of(row.entity().kind()).size();
			}
		}

		private void refetch(WriteTransaction tx, RunEntity row, PreparedEntity prepared) {
			EntityIntake.Written written = Verifier.this.intake.write(tx, this.runId, prepared, this.fetch,
					this.fetched.fetch());
			Verifier.this.jobs.reopen(tx, this.runId, row.entity(), written.id());
			Verifier.this.receipts.beginRound(tx, this.runId, row.entity(), this.answer.asked());
		}

		private void unproven(RunEntity row, String note) {
			settle(row, (tx) -> Verifier.this.receipts.markUnproven(tx, this.runId, row.entity(), note));
		}

		/**
		 * An entity with sets that are not believed stays unproven, with the note that
		 * says so.
		 */
		private void settle(RunEntity row, Consumer<WriteTransaction> verdict) {
			if (!row.hasUnprovenSets()) {
				this.verdicts.add(verdict);
			}
		}

		private void transformFailed(RunEntity row, TransformException ex) {
			this.failure = (this.failure != null) ? this.failure : ex;
			unproven(row, "moved, and cannot be read any more");
			this.verdicts.add((tx) -> Verifier.this.runEntities.markFailed(tx, this.runId,
					List.of(EntityFailure.ofTransform(row.entity(), ex))));
		}

	}

}
