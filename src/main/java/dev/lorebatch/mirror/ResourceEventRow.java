package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

/**
 * A state, label or milestone event.
 *
 * @param action {@code add} or {@code remove}; of a state event the new state
 * @param subjectGitlabId the label or milestone, {@code null} if it was deleted; of a
 * state event the merge request that caused it
 * @param subject name of the label, title of the milestone; of a state event the commit
 */
public record ResourceEventRow(long gitlabId, @Nullable String username, @Nullable String action,
		@Nullable Long subjectGitlabId, @Nullable String subject, String createdAt) {

}
