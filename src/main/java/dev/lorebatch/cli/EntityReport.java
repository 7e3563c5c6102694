package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.search.EntityDetails;
import dev.lorebatch.search.EntityFreshness.Fetch;
import dev.lorebatch.search.EntityFreshness.Freshness;
import dev.lorebatch.search.EntityFreshness.Sets;
import dev.lorebatch.search.EntityLookup.Found;
import dev.lorebatch.search.EntityRelations;
import dev.lorebatch.search.EntityRelations.Relation;

/**
 * One issue or merge request, for machines and for people.
 */
class EntityReport {

	/** Deeper than everything else that is printed of an entity. */
	private static final String BODY = "    ";

	private final Freshness freshness;

	private final Map<String, @Nullable Object> header;

	private final Map<String, List<Map<String, @Nullable Object>>> threads;

	private final List<Map<String, @Nullable Object>> events;

	private final List<Map<String, @Nullable Object>> files;

	private final List<Relation> references;

	private final Clock clock;

	EntityReport(Mirror mirror, Found entity, Freshness freshness, Clock clock) {
		EntityDetails details = new EntityDetails(mirror.jdbc());
		this.freshness = freshness;
		this.header = details.header(entity);
		this.threads = details.threads(entity);
		this.events = details.events(entity);
		this.files = details.files(entity);
		this.references = new EntityRelations(mirror.jdbc()).find(entity);
		this.clock = clock;
	}

	Map<String, @Nullable Object> toJson() {
		Map<String, @Nullable Object> data = new LinkedHashMap<>(this.header);
		List<Map<String, Object>> discussions = new ArrayList<>();
		this.threads.forEach((id, notes) -> discussions
			.add(Map.of("discussion_id", id, "notes", notes.stream().map(this::note).toList())));
		data.put("discussions", discussions);
		data.put("events", this.events);
		data.put("files", this.files);
		data.put("references", this.references.stream().map(EntityReport::reference).toList());
		data.put("freshness", freshnessJson());
		return data;
	}

	private Map<String, @Nullable Object> note(Map<String, @Nullable Object> row) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>(row);
		json.computeIfPresent("position", (field, value) -> ((NotePosition) value).toJson(text("sha")));
		return json;
	}

	static Map<String, @Nullable Object> reference(Relation relation) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("why", relation.why());
		json.put("kind", relation.kind());
		json.put("reference", relation.reference());
		json.put("title", relation.title());
		json.put("state", relation.state());
		json.put("web_url", relation.webUrl());
		return json;
	}

	TerminalText describe() {
		TerminalText text = new TerminalText();
		text.line("%s  %s", this.header.get("reference"), this.header.get("title"));
		text.line("%s, %s by %s, created %s, updated %s", spaced("kind"), this.header.get("state"),
				this.header.get("author"), Prose.age(text("created_at"), this.clock),
				Prose.age(text("updated_at"), this.clock));
		if (Boolean.TRUE.equals(this.header.get("confidential"))) {
			text.line("confidential");
		}
		if (this.header.get("project_path_lost_at") != null) {
			text.line("project: %s, of which the path %s belonged to it once and belongs to another project now; %s",
					this.header.get("project_id"), this.header.get("project_former_path"),
					(this.header.get("project_gone_at") != null) ? "it is gone, or not visible to the token any more"
							: "where it is now is unproven");
		}
		if (this.header.get("gone_at") != null) {
			text.line("gone: not found or not visible to the token any more, found out %s%s",
					Prose.age(text("gone_at"), this.clock),
					(this.header.get("gone_run_id") != null) ? " by run " + this.header.get("gone_run_id") : "");
		}
		if (this.header.get("moved_to") instanceof Map<?, ?> moved) {
			Object reference = moved.get("reference");
			text.line("moved to: %s", (reference != null) ? reference
					: "an issue that is not in the mirror, GitLab's id " + moved.get("gitlab_id"));
		}
		listed(text, "labels", "assignees", "reviewers", "milestone", "source_branch", "target_branch", "web_url");
		text.line("fresh: %s", freshnessText());
		openSets(text);
		String description = text("description");
		if (description != null && !description.isBlank()) {
			text.endLine().lines(BODY, description);
		}
		this.threads.values().forEach((notes) -> thread(notes, text));
		section(text, "events", this.events.stream().map(EntityReport::event).toList());
		section(text, "files", this.files.stream().map(EntityReport::file).toList());
		section(text, "references", this.references.stream().map(EntityReport::describe).toList());
		return text;
	}

	private static TerminalText event(Map<String, @Nullable Object> event) {
		Object type = event.get("type");
		String deleted = "state".equals(type) ? "" : "(deleted %s)".formatted(type);
		TerminalText text = TerminalText.of("%s  %s %s %s", event.get("created_at"), event.get("user"), type,
				event.get("action"));
		Object name = (event.get("name") != null) ? event.get("name") : deleted;
		return "".equals(name) ? text : text.append(" %s", name);
	}

	private static TerminalText file(Map<String, @Nullable Object> file) {
		Object oldPath = file.get("old_path");
		Object newPath = file.get("new_path");
		TerminalText text = TerminalText.of("%-9s %s", file.get("change"), oldPath);
		if (!Objects.equals(oldPath, newPath)) {
			text.append(" -> %s", newPath);
		}
		return text.append("%s", modes(file));
	}

	/**
	 * Describes the mode of a file that is no regular one, and a mode that changed; empty
	 * for all others.
	 */
	private static String modes(Map<String, @Nullable Object> file) {
		String oldMode = String.valueOf(file.get("old_mode"));
		String newMode = String.valueOf(file.get("new_mode"));
		boolean stays = file.get("old_mode") != null && file.get("new_mode") != null && oldMode.matches("0*[1-9]\\d*")
				&& newMode.matches("0*[1-9]\\d*");
		if (stays && !oldMode.equals(newMode)) {
			return " (mode %s -> %s)".formatted(oldMode, newMode);
		}
		String mode = "deleted".equals(file.get("change")) ? oldMode : newMode;
		return switch (mode) {
			case "120000" -> " (symbolic link)";
			case "160000" -> " (submodule)";
			default -> "";
		};
	}

	static TerminalText describe(Relation relation) {
		TerminalText text = TerminalText.of("%-12s %s  ", relation.why().replace('_', ' '), relation.reference());
		return (relation.title() != null) ? text.append("%s (%s)", relation.title(), relation.state())
				: text.append("not in the mirror");
	}

	private Map<String, @Nullable Object> freshnessJson() {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("age_seconds", (this.freshness.age() != null) ? this.freshness.age().toSeconds() : null);
		json.put("age_note", this.freshness.ofUnknownAge() ? MaxAge.UNKNOWN : null);
		json.put("header", fetch(this.freshness.header()));
		json.put("dependents", fetch(this.freshness.whole()));
		json.put("settling", this.freshness.settling());
		json.put("sets", sets(this.freshness.sets()));
		return json;
	}

	private static @Nullable Map<String, @Nullable Object> sets(@Nullable Sets sets) {
		if (sets == null) {
			return null;
		}
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("run_id", sets.runId());
		json.put("complete", sets.complete());
		json.put("unproven", sets.unproven());
		json.put("refused", (sets.refused() != null) ? sets.refused().json() : null);
		return json;
	}

	/**
	 * Says which sets are missing, unproven or refused, if any is known to be.
	 */
	private void openSets(TerminalText text) {
		Sets sets = this.freshness.sets();
		if (sets == null || sets.complete()) {
			return;
		}
		if (sets.refused() != null) {
			text.line("refused: GitLab did not give run %s %s; what was known of it before is shown", sets.runId(),
					sets.refused().names());
		}
		if (sets.unproven() != null) {
			text.line("unproven: run %s found no proof that all of it is here: %s", sets.runId(), sets.unproven());
		}
		else if (sets.refused() == null) {
			text.line("incomplete: run %s has not fetched all of it", sets.runId());
		}
	}

	private static @Nullable Map<String, @Nullable Object> fetch(@Nullable Fetch fetch) {
		if (fetch == null) {
			return null;
		}
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("run_id", fetch.runId());
		json.put("fetched_at", fetch.fetchedAt());
		json.put("completed_at", fetch.dependentsAt());
		json.put("verification", fetch.verification());
		json.put("verification_note", fetch.verificationNote());
		json.put("verified_at", fetch.verifiedAt());
		json.put("settles_at", fetch.settlesAt());
		json.put("refused", (fetch.refused() != null) ? fetch.refused().json() : null);
		return json;
	}

	private String freshnessText() {
		Fetch whole = this.freshness.whole();
		Fetch newest = this.freshness.header();
		if (whole == null) {
			return this.freshness.wholeWithoutTime() ? "all fetched at a time that is not known"
					: "never fetched as a whole";
		}
		String text = "%s fetched %s by run %s%s, %s%s".formatted(
				(whole.refused() != null) ? "all but " + whole.refused().names() : "all",
				Prose.age(whole.fetchedAt(), this.clock), whole.runId(),
				whole.ofProjects() ? " of whole projects, or later" : "", whole.verification(),
				this.freshness.settling() ? ", settling" : "");
		if (newest == null || newest.runId().equals(whole.runId())) {
			return text;
		}
		return text + "; title and state again %s by run %s, the rest not"
			.formatted(Prose.age(newest.fetchedAt(), this.clock), newest.runId());
	}

	private void listed(TerminalText text, String... fields) {
		for (String field : fields) {
			Object value = this.header.get(field);
			String shown = (value instanceof List<?> list)
					? String.join(", ", list.stream().map(String::valueOf).toList())
					: (value != null) ? value.toString() : "";
			if (!shown.isBlank()) {
				text.line("%s: %s", field.replace('_', ' '), shown);
			}
		}
	}

	/**
	 * Bodies stand deeper than the lines about notes, so that none can claim to be
	 * another note.
	 */
	private void thread(List<Map<String, @Nullable Object>> notes, TerminalText text) {
		text.endLine();
		String indent = "";
		for (Map<String, @Nullable Object> note : notes) {
			text.append("%s%s, %s%s%s%s", indent, note.get("author"), note.get("created_at"),
					Boolean.TRUE.equals(note.get("internal")) ? ", internal" : "",
					Boolean.TRUE.equals(note.get("resolved")) ? ", resolved" : "", at(note));
			if (Boolean.TRUE.equals(note.get("system"))) {
				text.line(": %s", Prose.line(String.valueOf(note.get("body"))));
			}
			else {
				text.endLine().lines(BODY, String.valueOf(note.get("body")));
			}
			indent = "  ";
		}
	}

	private String at(Map<String, @Nullable Object> note) {
		return (note.get("position") instanceof NotePosition position) ? ", at " + position.describe(text("sha")) : "";
	}

	private static void section(TerminalText text, String title, List<TerminalText> lines) {
		if (!lines.isEmpty()) {
			text.line("\n%s", title);
			lines.forEach((line) -> text.append("  ").append(line).endLine());
		}
	}

	private String spaced(String field) {
		return String.valueOf(this.header.get(field)).replace('_', ' ');
	}

	private @Nullable String text(String field) {
		Object value = this.header.get(field);
		return (value != null) ? value.toString() : null;
	}

}
