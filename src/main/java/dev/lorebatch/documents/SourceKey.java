package dev.lorebatch.documents;

import java.util.Collection;

import dev.lorebatch.queue.SourceType;

/**
 * What a document is made from.
 *
 * @param id local id of the issue, merge request or discussion
 */
record SourceKey(SourceType type, long id) {

	/**
	 * The ids of those of one type, as a JSON array for SQLite's {@code json_each}.
	 */
	static String ids(Collection<SourceKey> sources, SourceType type) {
		return sources.stream().filter((source) -> source.type() == type).map(SourceKey::id).toList().toString();
	}

}
