package dev.lorebatch.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Steps in the order in which they happen.
 */
record History(List<Step> steps) {

	private static final int SHORTEST = 20;

	private static final int LONGEST = 40;

	private static final List<Op> FREQUENT = List.of(Op.SYNC_INCREMENTAL, Op.ADD_NOTE, Op.EDIT_TITLE, Op.WAIT_SECONDS,
			Op.WAIT_MINUTES);

	private static final List<Op> LESS_FREQUENT = List.of(Op.DELETE, Op.RECONCILE);

	/**
	 * By chance, but always equal for a seed. Much happens to few entities: what GitLab
	 * hides shows only where two changes are close together.
	 */
	static History of(long seed) {
		Random random = new Random(seed);
		List<Step> steps = new ArrayList<>();
		int length = random.nextInt(SHORTEST, LONGEST + 1);
		for (int number = 0; number < length; number++) {
			steps.add(new Step(op(random), random.nextInt(4), random.nextInt(31)));
		}
		return new History(List.copyOf(steps));
	}

	private static Op op(Random random) {
		int choice = random.nextInt(12);
		List<Op> ops = (choice == 0) ? LESS_FREQUENT : (choice <= 5) ? FREQUENT : List.of(Op.values());
		return ops.get(random.nextInt(ops.size()));
	}

	/**
	 * Leaves out steps, many at a time first, as long as the rest still fails.
	 * @param tries how often the rest may be tried
	 */
	History shrink(Predicate<History> fails, int tries) {
		History smallest = this;
		int left = tries;
		for (int chunk = this.steps.size() / 2; chunk > 0; chunk /= 2) {
			for (int from = smallest.steps.size() - chunk; from >= 0 && left > 0; from -= chunk, left--) {
				History shorter = smallest.without(from, chunk);
				smallest = fails.test(shorter) ? shorter : smallest;
			}
		}
		return smallest;
	}

	private History without(int from, int count) {
		List<Step> rest = new ArrayList<>(this.steps);
		rest.subList(from, Math.min(rest.size(), from + count)).clear();
		return new History(List.copyOf(rest));
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.steps.forEach(
				(step) -> text.append("%n  new Step(Op.%s, %d, %d)".formatted(step.op(), step.pick(), step.more())));
		return text.toString();
	}

}
