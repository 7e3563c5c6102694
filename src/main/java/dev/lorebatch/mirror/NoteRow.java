package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.NotePosition;

/**
 * A note. Times are as the database stores them.
 *
 * @param type {@code DiscussionNote}, {@code DiffNote} or what else GitLab says;
 * {@code null} for a plain comment
 * @param position where in the diff, {@code null} if nowhere
 */
public record NoteRow(long gitlabId, String body, @Nullable String type, @Nullable String authorUsername,
		boolean system, boolean internal, boolean resolvable, boolean resolved, @Nullable String resolvedByUsername,
		@Nullable String resolvedAt, String createdAt, @Nullable String updatedAt, @Nullable NotePosition position) {

}
