package dev.lorebatch.queue;

/**
 * A row of {@code dirty_sources}.
 *
 * @param id position in the queue
 * @param sourceId local id of the issue, merge request or discussion
 */
public record DirtySource(long id, SourceType type, long sourceId) {

}
