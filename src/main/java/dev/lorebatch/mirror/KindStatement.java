package dev.lorebatch.mirror;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import dev.lorebatch.entity.EntityKind;

/**
 * A statement that is said for every entity of a run, for issues and for merge requests:
 * made once, because to make it takes longer than to run it.
 */
final class KindStatement {

	private final Map<EntityKind, String> byKind = new EnumMap<>(EntityKind.class);

	/**
	 * @param format with the table as its first and the name of the kind as its second
	 * argument
	 */
	KindStatement(String format) {
		for (EntityKind kind : EntityKind.values()) {
			this.byKind.put(kind, format.formatted(kind.resource(), kind.value()));
		}
	}

	String of(EntityKind kind) {
		return Objects.requireNonNull(this.byKind.get(kind));
	}

}
