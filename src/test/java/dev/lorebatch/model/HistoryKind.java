package dev.lorebatch.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Which steps follow each other in a history. Where anything can happen, something soon
 * repairs what a run left undone: a full run, a reconciling one, one that lists
 * everything because a path or the access level is new, or another change of the entity.
 * So in the other kinds nothing repairs: there are incremental runs only, far apart, and
 * the mirror has to be right after them.
 */
enum HistoryKind {

	/**
	 * Whatever there is. Much happens to few entities: what GitLab hides shows only where
	 * two changes are close together.
	 */
	ANYTHING {

		@Override
		List<Step> steps(Random random) {
			List<Step> steps = new ArrayList<>();
			int length = random.nextInt(20, 41);
			for (int number = 0; number < length; number++) {
				int choice = random.nextInt(12);
				List<Op> ops = (choice == 0) ? LESS_FREQUENT : (choice <= 5) ? FREQUENT : List.of(Op.values());
				steps.add(step(random, ops));
			}
			return steps;
		}

	},

	/**
	 * Changes lie further apart than listings overlap, then a run dies that owes what
	 * belongs to them and that no listing shows again.
	 */
	DEBTS {

		@Override
		List<Step> steps(Random random) {
			List<Step> steps = new ArrayList<>();
			for (int round = random.nextInt(2, 5); round > 0; round--) {
				for (int change = random.nextInt(1, 4); change > 0; change--) {
					steps.add(step(random, CHANGES));
					steps.add(step(random, WAITS));
				}
				steps.add(step(random, FAILING_RUNS));
				steps.add(step(random, WAITS));
				if (random.nextBoolean()) {
					steps.add(step(random, CHANGES));
					steps.add(step(random, RUNS));
				}
				steps.add(step(random, List.of(Op.COMPARE)));
			}
			return steps;
		}

	},

	/**
	 * The owner of the token sees less and more in turns, while things change that not
	 * everybody sees.
	 */
	VIEWS {

		@Override
		List<Step> steps(Random random) {
			List<Step> steps = new ArrayList<>();
			for (int round = random.nextInt(2, 5); round > 0; round--) {
				for (int level = random.nextInt(1, 3); level > 0; level--) {
					steps.add(new Step(Op.CHANGE_LEVEL, LEVELS.get(random.nextInt(LEVELS.size())), random.nextInt(31)));
					for (int change = random.nextInt(1, 4); change > 0; change--) {
						steps.add(step(random, random.nextBoolean() ? HIDDEN_CHANGES : CHANGES));
						steps.add(step(random, WAITS));
					}
					steps.add(step(random, RUNS));
				}
				steps.add(step(random, List.of(Op.COMPARE)));
			}
			return steps;
		}

	};

	private static final List<Op> FREQUENT = List.of(Op.SYNC_INCREMENTAL, Op.ADD_NOTE, Op.EDIT_TITLE, Op.WAIT_SECONDS,
			Op.WAIT_MINUTES);

	private static final List<Op> LESS_FREQUENT = List.of(Op.DELETE, Op.RECONCILE);

	private static final List<Op> CHANGES = List.of(Op.EDIT_TITLE, Op.EDIT_LABELS, Op.CLOSE_OR_REOPEN, Op.ADD_NOTE,
			Op.ADD_NOTE, Op.REPLY, Op.EDIT_NOTE, Op.DELETE_NOTE, Op.OPEN, Op.MOVE);

	private static final List<Op> HIDDEN_CHANGES = List.of(Op.ADD_INTERNAL_NOTE, Op.ADD_INTERNAL_NOTE, Op.HIDE_OR_SHOW);

	/** Most of them see less than everything: Guest, no member, Reporter. */
	private static final List<Integer> LEVELS = List.of(0, 0, 3, 1);

	/** Most of them longer than {@code lore.sync.overlap}. */
	private static final List<Op> WAITS = List.of(Op.WAIT_MINUTES, Op.WAIT_MINUTES, Op.WAIT_MINUTES, Op.WAIT_SECONDS,
			Op.STEP_CLOCK);

	private static final List<Op> RUNS = List.of(Op.SYNC_INCREMENTAL, Op.SYNC_INCREMENTAL, Op.SYNC_INCREMENTAL,
			Op.SYNC_DIES_BEHIND_INGEST, Op.SYNC_IS_OVERTAKEN, Op.SYNC_WITH_BROKEN_PAGES);

	private static final List<Op> FAILING_RUNS = List.of(Op.SYNC_DIES_BEHIND_INGEST, Op.SYNC_DIES_BEHIND_INGEST,
			Op.SYNC_DIES_BEHIND_INGEST, Op.SYNC_FAILS_FOR_GOOD, Op.SYNC_IS_SHOWN_NO_NOTES, Op.SYNC_WITH_BROKEN_PAGES);

	/**
	 * What happens, drawn by chance.
	 */
	abstract List<Step> steps(Random random);

	private static Step step(Random random, List<Op> ops) {
		return new Step(ops.get(random.nextInt(ops.size())), random.nextInt(4), random.nextInt(31));
	}

}
