package dev.lorebatch.documents;

import dev.lorebatch.queue.SourceType;

/**
 * What a document is made from.
 *
 * @param id local id of the issue, merge request or discussion
 */
record SourceKey(SourceType type, long id) {

}
