package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.dependents.PreparedSet.Evidence;
import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.Listing;
import dev.lorebatch.mirror.DiscussionRow;
import dev.lorebatch.mirror.Discussions;
import dev.lorebatch.mirror.NoteRow;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.ReferenceParser;
import dev.lorebatch.mirror.ReferenceRow;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.SourceType;

/**
 * Threads and their notes (https://docs.gitlab.com/api/discussions/). Every thread of the
 * entity becomes dirty, so that its document is right even if an earlier run left it
 * behind; unchanged ones cost a hash.
 */
class DiscussionsFetcher implements DependentFetcher {

	private static final String RESOURCE = "discussions";

	private final GitLabClient gitlab;

	private final Discussions discussions;

	private final References references;

	private final RawPayloads rawPayloads;

	private final DirtySources dirtySources;

	DiscussionsFetcher(GitLabClient gitlab, Discussions discussions, References references, RawPayloads rawPayloads,
			DirtySources dirtySources) {
		this.gitlab = gitlab;
		this.discussions = discussions;
		this.references = references;
		this.rawPayloads = rawPayloads;
		this.dirtySources = dirtySources;
	}

	@Override
	public PreparedSet fetch(ProjectContext project, DependentJob job) {
		Listing listing = this.gitlab.children(project.gitlabId(), job.entity(), RESOURCE);
		List<DiscussionRow> rows = new ArrayList<>();
		Map<String, String> raw = new LinkedHashMap<>();
		Set<ReferenceRow> mentions = new LinkedHashSet<>();
		int notes = 0;
		long userNotes = 0;
		for (Payload discussion : listing.items()) {
			DiscussionRow row = toRow(discussion);
			rows.add(row);
			raw.put(row.gitlabId(), discussion.raw());
			notes += row.notes().size();
			userNotes += row.notes().stream().filter((note) -> !note.system()).count();
			row.notes().forEach((note) -> mentions.addAll(mentions(note.body(), note.system(), project)));
		}
		Evidence evidence = new Evidence(project.seesEverything() ? userNotes : null, null);
		return new PreparedSet(listing.pages(), notes, evidence, (tx, parent, runId, absent) -> {
			Discussions.Replaced replaced = this.discussions.replace(tx, parent, rows, absent);
			this.rawPayloads.replace(tx, parent, "discussion", raw, replaced.partlyUnseen());
			Set<ReferenceRow> all = new LinkedHashSet<>(mentions);
			replaced.unseen().forEach((note) -> all.addAll(mentions(note.body(), note.system(), project)));
			this.references.replace(tx, parent, RESOURCE, all);
			replaced.discussionIds().forEach((id) -> this.dirtySources.mark(tx, SourceType.DISCUSSION, id, runId));
			return replaced.deleted();
		});
	}

	private static Set<ReferenceRow> mentions(String body, boolean system, ProjectContext project) {
		return ReferenceParser.parseNote(body, system, project.path(), project.server());
	}

	private static DiscussionRow toRow(Payload discussion) {
		List<NoteRow> notes = new ArrayList<>();
		for (Payload note : discussion.requiredObjects("notes")) {
			notes.add(toNote(note));
		}
		return new DiscussionRow(discussion.text("id"), discussion.flag("individual_note"), notes);
	}

	private static NoteRow toNote(Payload note) {
		String body = note.optionalText("body");
		boolean internal = note.flag("internal") || note.flag("confidential");
		return new NoteRow(note.id("id"), (body != null) ? body : "", note.optionalText("type"),
				note.username("author"), note.flag("system"), internal, note.flag("resolvable"), note.flag("resolved"),
				note.username("resolved_by"), note.optionalTime("resolved_at"), note.time("created_at"),
				note.optionalTime("updated_at"), toPosition(note.object("position")));
	}

	private static @Nullable NotePosition toPosition(@Nullable Payload position) {
		if (position == null) {
			return null;
		}
		Payload lineRange = position.object("line_range");
		return new NotePosition(position.optionalText("position_type"), position.optionalText("base_sha"),
				position.optionalText("start_sha"), position.optionalText("head_sha"),
				position.optionalText("old_path"), position.optionalText("new_path"), position.number("old_line"),
				position.number("new_line"), (lineRange != null) ? lineRange.raw() : null, position.decimal("x"),
				position.decimal("y"), position.decimal("width"), position.decimal("height"));
	}

}
