package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Where in a diff a note stands; lines for text, coordinates for images.
	 *
	 * @param lineRange GitLab's JSON of a multi-line range
	 */
	public record NotePosition(@Nullable String type, @Nullable String baseSha, @Nullable String startSha,
			@Nullable String headSha, @Nullable String oldPath, @Nullable String newPath, @Nullable Long oldLine,
			@Nullable Long newLine, @Nullable String lineRange, @Nullable Double x, @Nullable Double y) {

	}

}
