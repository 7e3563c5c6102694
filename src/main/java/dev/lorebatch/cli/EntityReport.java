package dev.lorebatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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
		this.threads.forEach((id, notes) -> discussions.add(Map.of("discussion_id", id, "notes", notes)));
		data.put("discussions", discussions);
		data.put("events", this.events);
		data.put("files", this.files);
		data.put("references", this.references.stream().map(EntityReport::reference).toList());
		data.put("freshness", freshnessJson());
		return data;
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

	String describe() {
		StringBuilder text = new StringBuilder();
		text.append("%s  %s%n".formatted(this.header.get("reference"), line("title")));
		text.append("%s, %s by %s, created %s, updated %s%n".formatted(line("kind").replace('_', ' '), line("state"),
				line("author"), Prose.age(time("created_at"), this.clock), Prose.age(time("updated_at"), this.clock)));
		if (Boolean.TRUE.equals(this.header.get("confidential"))) {
			text.append("confidential\n");
		}
		if (this.header.get("project_path_lost_at") != null) {
			text.append("project: %s, of which the path %s belonged to it once and belongs to another project now; %s%n"
				.formatted(line("project_id"), line("project_former_path"), (this.header.get("project_gone_at") != null)
						? "it is gone, or not visible to the token any more" : "where it is now is unproven"));
		}
		if (this.header.get("gone_at") != null) {
			text.append("gone: not found or not visible to the token any more, found out %s%s%n".formatted(
					Prose.age(time("gone_at"), this.clock),
					(this.header.get("gone_run_id") != null) ? " by run " + line("gone_run_id") : ""));
		}
		if (this.header.get("moved_to") instanceof Map<?, ?> moved) {
			Object reference = moved.get("reference");
			text.append("moved to: %s%n".formatted((reference != null) ? Prose.line(reference.toString())
					: "an issue that is not in the mirror, GitLab's id " + moved.get("gitlab_id")));
		}
		listed(text, "labels", "assignees", "reviewers", "milestone", "source_branch", "target_branch", "web_url");
		text.append("fresh: %s%n".formatted(freshnessText())).append(openSets());
		String description = Prose.indent(time("description"), "  ");
		text.append(description.isEmpty() ? "" : "\n" + description);
		this.threads.values().forEach((notes) -> text.append(thread(notes)));
		section(text, "events", this.events.stream()
			.map((event) -> "%s  %s %s %s %s".formatted(event.get("created_at"), event.get("user"), event.get("type"),
					event.get("action"), (event.get("name") != null) ? event.get("name") : ""))
			.toList());
		section(text, "files",
				this.files.stream()
					.map((file) -> "%-9s %s".formatted(file.get("change"), file.get("new_path")))
					.toList());
		section(text, "references", this.references.stream().map(EntityReport::describe).toList());
		return text.toString();
	}

	static String describe(Relation relation) {
		String known = (relation.title() != null) ? "%s (%s)".formatted(relation.title(), relation.state())
				: "not in the mirror";
		return "%-12s %s  %s".formatted(relation.why().replace('_', ' '), relation.reference(), known);
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
		return json;
	}

	/**
	 * Describes in a line which sets are missing or unproven; empty if none is known to
	 * be.
	 */
	private String openSets() {
		Sets sets = this.freshness.sets();
		if (sets == null || sets.complete()) {
			return "";
		}
		return (sets.unproven() != null)
				? "unproven: run %s found no proof that all of it is here: %s%n".formatted(sets.runId(),
						Prose.line(sets.unproven()))
				: "incomplete: run %s has not fetched all of it%n".formatted(sets.runId());
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
		return json;
	}

	private String freshnessText() {
		Fetch whole = this.freshness.whole();
		Fetch newest = this.freshness.header();
		if (whole == null) {
			return "never fetched as a whole";
		}
		String text = "all fetched %s by run %s, %s%s".formatted(Prose.age(whole.fetchedAt(), this.clock),
				whole.runId(), whole.verification(), this.freshness.settling() ? ", settling" : "");
		if (newest == null || newest.runId().equals(whole.runId())) {
			return text;
		}
		return text + "; title and state again %s by run %s, the rest not"
			.formatted(Prose.age(newest.fetchedAt(), this.clock), newest.runId());
	}

	private void listed(StringBuilder text, String... fields) {
		for (String field : fields) {
			Object value = this.header.get(field);
			String shown = (value instanceof List<?> list)
					? String.join(", ", list.stream().map(String::valueOf).toList())
					: (value != null) ? value.toString() : "";
			if (!shown.isBlank()) {
				text.append("%s: %s%n".formatted(field.replace('_', ' '), Prose.line(shown)));
			}
		}
	}

	private String thread(List<Map<String, @Nullable Object>> notes) {
		StringBuilder text = new StringBuilder();
		for (Map<String, @Nullable Object> note : notes) {
			boolean system = Boolean.TRUE.equals(note.get("system"));
			String flags = (Boolean.TRUE.equals(note.get("internal")) ? ", internal" : "")
					+ (Boolean.TRUE.equals(note.get("resolved")) ? ", resolved" : "")
					+ ((note.get("path") != null) ? ", at " + note.get("path") + ":" + note.get("line") : "");
			String by = "%s%s, %s%s".formatted(text.isEmpty() ? "" : "  ", note.get("author"), note.get("created_at"),
					Prose.line(flags));
			text.append(system ? "%s: %s%n".formatted(by, Prose.line(String.valueOf(note.get("body"))))
					: by + "\n" + Prose.indent(String.valueOf(note.get("body")), text.isEmpty() ? "  " : "    "));
		}
		return "\n" + text;
	}

	private static void section(StringBuilder text, String title, List<String> lines) {
		if (!lines.isEmpty()) {
			text.append("\n%s%n".formatted(title));
			lines.forEach((line) -> text.append("  " + Prose.text(line).stripTrailing() + "\n"));
		}
	}

	private String line(String field) {
		return Prose.line(String.valueOf(this.header.get(field)));
	}

	private @Nullable String time(String field) {
		Object value = this.header.get(field);
		return (value != null) ? value.toString() : null;
	}

}
