package dev.lorebatch.mirror;

import dev.lorebatch.database.WriteTransaction;

/**
 * Remembers which fetch each dependent set was last written from. A run that lets others
 * write between its transactions must not replace what one of them asked for later.
 */
public class DependentSets {

	/**
	 * Whether the set may be written now, because no one that was asked for later was; if
	 * so, notes the fetch.
	 * @param set the type of the set, for example {@code discussions}
	 * @param fetch the number taken before the set was asked for
	 */
	public boolean admit(WriteTransaction tx, Parent parent, String set, long fetch) {
		String type = parent.kind().value() + "/" + set;
		if (FetchOrder.isOutdated(tx, type, parent.id(), fetch)) {
			return false;
		}
		FetchOrder.note(tx, type, parent.id(), fetch);
		return true;
	}

}
