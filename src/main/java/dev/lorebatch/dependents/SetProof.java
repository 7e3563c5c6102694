package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.StoredSets;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;

/**
 * Judge of whether a set that was read to its end is complete by what is known of it.
 * Known are GitLab's total of lists that it does not filter, its number of notes of
 * people if the view sees all of them, and what the mirror has. Fewer rows than that are
 * a reason to read the set a second time. Two equal answers are believed, because notes
 * do get deleted, unless GitLab itself says otherwise.
 */
class SetProof {

	private final StoredSets stored;

	SetProof(StoredSets stored) {
		this.stored = stored;
	}

	Verdict judge(WriteTransaction tx, Parent parent, DependentJob job, PreparedSet set) {
		long held = this.stored.count(tx, parent, job.type().value());
		String contradiction = (set.pages() == 0) ? contradiction(job, held) : contradiction(tx, parent, set);
		boolean smaller = set.rows() < held;
		if (contradiction == null && !smaller) {
			return Verdict.BELIEVED;
		}
		if (job.firstRows() == null) {
			return Verdict.READ_AGAIN;
		}
		if (contradiction == null && job.firstRows() != set.rows()) {
			contradiction = "two readings gave %d and %d rows, and the mirror has %d".formatted(job.firstRows(),
					set.rows(), held);
		}
		return (contradiction == null) ? Verdict.BELIEVED
				: new Verdict(false, "%s: %s".formatted(job.type().value(), contradiction), smaller);
	}

	/**
	 * That of a list which the server does not know. A second reading says that there is
	 * a reason to think that it does: see {@link DependentJobs#reopenAbsent}.
	 */
	private static @Nullable String contradiction(DependentJob job, long held) {
		if (held > 0) {
			return "GitLab does not know the list, but the mirror has %d".formatted(held);
		}
		return (job.firstRows() != null) ? "GitLab does not know the list, but contradicts itself" : null;
	}

	/**
	 * More notes than GitLab counted are no contradiction: they came later.
	 */
	private @Nullable String contradiction(WriteTransaction tx, Parent parent, PreparedSet set) {
		String doubt = set.evidence().doubt();
		Long listed = set.evidence().userNotes();
		if (doubt != null || listed == null) {
			return doubt;
		}
		Long counted = this.stored.userNotes(tx, parent);
		return (counted != null && listed < counted)
				? "GitLab counts %d notes of people, its list has %d".formatted(counted, listed) : null;
	}

	/**
	 * What follows for a set.
	 *
	 * @param again whether it is to be read a second time
	 * @param unproven why it is not believed, {@code null} if it is
	 * @param kept whether what the mirror has stays
	 */
	record Verdict(boolean again, @Nullable String unproven, boolean kept) {

		static final Verdict BELIEVED = new Verdict(false, null, false);

		static final Verdict READ_AGAIN = new Verdict(true, null, true);

	}

}
