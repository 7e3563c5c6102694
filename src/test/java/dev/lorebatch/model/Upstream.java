package dev.lorebatch.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;

/**
 * A small GitLab on which people work.
 */
final class Upstream implements AutoCloseable {

	private static final List<List<String>> LABELS = List.of(List.of(), List.of("bug"), List.of("bug", "tide"),
			List.of("tide"));

	private static final int MIN_ENTITIES = 4;

	private final MutableClock clock;

	private final SampleGitLab sample;

	private final List<SampleProject> projects;

	/** GitLab's ids of what was there from the beginning. */
	private final Set<Long> old;

	private int changes;

	Upstream(MutableClock clock) {
		this.clock = clock;
		this.sample = SampleGitLab.start(SampleOptions.defaults()
			.withGenerated(new GeneratedProject("model/one", 6, 3, 2, 11))
			.withGenerated(new GeneratedProject("model/two", 4, 2, 1, 12)));
		this.projects = List.of(this.sample.project("model/one"), this.sample.project("model/two"));
		this.old = entities().stream().map(SampleEntity::id).collect(Collectors.toSet());
	}

	SampleGitLab server() {
		return this.sample;
	}

	/**
	 * The paths as they are now.
	 */
	List<String> paths() {
		return this.projects.stream().map(SampleProject::path).toList();
	}

	SampleProject project(int pick) {
		return this.projects.get(Math.floorMod(pick, this.projects.size()));
	}

	/**
	 * One change by somebody. A change that makes no sense now, such as editing a note
	 * where there is none, is none.
	 */
	void change(Step step) {
		this.changes++;
		List<SampleEntity> entities = entities();
		SampleEntity entity = entities.get(Math.floorMod(step.pick(), entities.size()));
		switch (step.op()) {
			case EDIT_TITLE -> entity.edit(now(), (edit) -> edit.title("Title no. " + this.changes));
			case SET_TIME_BACK -> setTimeBack(entity, step);
			case EDIT_LABELS -> entity.edit(now(), (edit) -> edit
				.labels(LABELS.get(Math.floorMod(step.more(), LABELS.size())).toArray(String[]::new)));
			case CLOSE_OR_REOPEN ->
				entity.edit(now(), (edit) -> edit.state(entity.state().equals("opened") ? "closed" : "opened"));
			case ADD_NOTE -> entity.addNote(now(), "keeper", "Note no. " + this.changes);
			case REPLY ->
				onNote(entity, step, (note) -> entity.reply(note, now(), "keeper", "Reply no. " + this.changes));
			case EDIT_NOTE ->
				onNote(entity, step, (note) -> entity.editNote(note, now(), "Edited no. " + this.changes));
			case DELETE_NOTE -> onNote(entity, step, (note) -> {
				entity.deleteNote(note); // leaves no trace until the next change
				this.clock.advance(Duration.ofSeconds(61));
				entity.edit(now(), (edit) -> edit.description("Without a note, no. " + this.changes));
			});
			case OPEN -> project(step.pick()).openIssue(now(), "keeper", "New no. " + this.changes, null);
			case MOVE -> move(step);
			case DELETE -> delete(entity, entities);
			case RENAME -> project(step.pick()).rename("model/renamed-" + this.changes);
			default -> throw new IllegalArgumentException("Not a change: " + step);
		}
	}

	/**
	 * What a mirror has to know, in words: every entity with its notes.
	 */
	List<String> describe() {
		List<String> lines = new ArrayList<>();
		for (SampleProject project : this.projects) {
			issues(project).forEach((issue) -> lines.add(describe(project.path() + "#", issue)));
			mergeRequests(project).forEach((mr) -> lines.add(describe(project.path() + "!", mr)));
		}
		return lines.stream().sorted().toList();
	}

	private static String describe(String prefix, SampleEntity entity) {
		String notes = entity.noteIds().stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
		String labels = entity.labels().stream().sorted().collect(Collectors.joining(","));
		return "%s%d %s [%s] <%s> (%s)".formatted(prefix, entity.iid(), entity.title(), entity.state(), labels, notes);
	}

	/**
	 * An owner sets {@code updated_at}, or the server is restored. Only of what was there
	 * from the beginning: no listing but one of everything shows what the mirror does not
	 * know and is dated before the watermark.
	 */
	private void setTimeBack(SampleEntity entity, Step step) {
		if (this.old.contains(entity.id())) {
			entity.edit(now().minus(Duration.ofDays(1 + step.more())),
					(edit) -> edit.title("Set back no. " + this.changes));
		}
	}

	private void move(Step step) {
		List<SampleEntity> issues = this.projects.stream().flatMap(Upstream::issues).toList();
		if (!issues.isEmpty()) {
			issues.get(Math.floorMod(step.pick(), issues.size())).moveTo(project(step.more()), now());
		}
	}

	/**
	 * What another entity says of the deleted one, such as that it closes it, changes
	 * without a trace until that one changes. Something is left always.
	 */
	private void delete(SampleEntity deleted, List<SampleEntity> entities) {
		if (entities.size() <= MIN_ENTITIES) {
			return;
		}
		deleted.delete();
		this.clock.advance(Duration.ofSeconds(61));
		entities().stream()
			.filter((other) -> other.iid() == deleted.iid())
			.forEach((other) -> other.edit(now(), (edit) -> edit.description("Alone, no. " + this.changes)));
	}

	private void onNote(SampleEntity entity, Step step, java.util.function.LongConsumer action) {
		List<Long> notes = entity.noteIds();
		if (!notes.isEmpty()) {
			action.accept(notes.get(Math.floorMod(step.more(), notes.size())));
		}
	}

	private List<SampleEntity> entities() {
		return this.projects.stream()
			.flatMap((project) -> Stream.concat(issues(project), mergeRequests(project)))
			.toList();
	}

	private static Stream<SampleEntity> issues(SampleProject project) {
		return project.issueIids().stream().map(project::issue);
	}

	private static Stream<SampleEntity> mergeRequests(SampleProject project) {
		return project.mergeRequestIids().stream().map(project::mergeRequest);
	}

	private java.time.Instant now() {
		return this.clock.instant();
	}

	@Override
	public void close() {
		this.sample.close();
	}

}
