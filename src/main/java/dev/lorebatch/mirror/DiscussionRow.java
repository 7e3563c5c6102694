package dev.lorebatch.mirror;

import java.util.List;

/**
 * A thread, or a single comment that GitLab sends as one.
 *
 * @param gitlabId 40 hex digits
 * @param individualNote whether it is a single comment
 */
public record DiscussionRow(String gitlabId, boolean individualNote, List<NoteRow> notes) {

}
