package dev.lorebatch.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Steps in the order in which they happen.
 */
record History(List<Step> steps) {

	/**
	 * By chance, but always equal for a seed. Each of as many seeds as there are kinds of
	 * history in a row gives another kind.
	 */
	static History of(long seed) {
		HistoryKind[] kinds = HistoryKind.values();
		return new History(List.copyOf(kinds[Math.floorMod(seed, kinds.length)].steps(new Random(seed))));
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
