package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

/**
 * A changed file of a merge request.
 *
 * @param changeKind {@code added}, {@code deleted}, {@code renamed} or {@code modified}
 * @param completeness {@code complete}, {@code collapsed}, {@code too_large} or
 * {@code unknown}: whether GitLab sent the whole diff
 * @param additions lines added, {@code null} unless complete
 * @param deletions lines removed, {@code null} unless complete
 */
public record FileRow(String oldPath, String newPath, String changeKind, String completeness,
		@Nullable Boolean generated, @Nullable String oldMode, @Nullable String newMode, @Nullable Integer additions,
		@Nullable Integer deletions) {

}
