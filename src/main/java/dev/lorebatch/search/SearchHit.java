package dev.lorebatch.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.NotePosition;

/**
 * An issue or merge request that was found.
 *
 * @param score higher is better; comparable within one result only
 * @param documentId the document it was found by
 * @param snippet of that document, the words found between {@link Search#START} and
 * {@link Search#END}
 * @param thread the discussion that document is, {@code null} if it is the issue or merge
 * request itself
 * @param lexical its place among those found by words, {@code null} if it is not there
 * @param vector its place among those found by vectors, {@code null} if it is not there
 */
public record SearchHit(EntityKind kind, String project, long iid, String title, String state, @Nullable String author,
		List<String> labels, @Nullable String milestone, boolean confidential, @Nullable String createdAt,
		@Nullable String updatedAt, @Nullable String webUrl, double score, long documentId, String snippet,
		@Nullable Discussion thread, @Nullable Placed lexical, @Nullable Placed vector) {

	/**
	 * As GitLab writes it.
	 */
	public String reference() {
		return this.project + this.kind.sigil() + this.iid;
	}

	/**
	 * A discussion.
	 *
	 * @param id GitLab's id of it
	 * @param author of its first note
	 * @param url of its first note
	 * @param position of its first note, {@code null} if it stands in no diff
	 * @param newest version of the merge request, {@code null} if not known
	 */
	public record Discussion(String id, @Nullable String author, @Nullable String url, @Nullable NotePosition position,
			@Nullable String newest) {

	}

}
