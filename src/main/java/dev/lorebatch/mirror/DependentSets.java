package dev.lorebatch.mirror;

import java.util.Optional;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * Remembers which fetch, and which view, each dependent set was last written from. A run
 * that lets others write between its transactions must not replace what one of them asked
 * for later.
 */
public class DependentSets {

	/**
	 * Notes the fetch, unless a set that was asked for later was written.
	 * @param set the type of the set, for example {@code discussions}
	 * @param fetch the number taken before the set was asked for
	 * @return what becomes of the rows that are not in it; empty if the set must not be
	 * written
	 */
	public Optional<AbsentRows> admit(WriteTransaction tx, Parent parent, String set, long fetch) {
		String type = parent.kind().value() + "/" + set;
		if (FetchOrder.isOutdated(tx, type, parent.id(), fetch)) {
			return Optional.empty();
		}
		View view = RunViews.ofFetch(tx, fetch, parent.projectId());
		AbsentRows absent = absent(tx, type, parent, view);
		FetchOrder.note(tx, type, parent.id(), fetch, view);
		return Optional.of(absent);
	}

	private static AbsentRows absent(WriteTransaction tx, String type, Parent parent, View view) {
		if (view.seesEverything()) {
			return AbsentRows.REMOVED;
		}
		return FetchOrder.isLast(tx, type, parent.id(), view) ? AbsentRows.REMOVED_IF_SEEN : AbsentRows.KEPT;
	}

}
