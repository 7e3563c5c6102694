package dev.lorebatch.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

	private static final String USER = "keeper";

	private static final int MAINTAINER = 40;

	/** Guest, Reporter, Maintainer, and no member at all. */
	private static final List<Optional<Integer>> LEVELS = List.of(Optional.of(10), Optional.of(20),
			Optional.of(MAINTAINER), Optional.empty());

	private static final Pattern LIST = Pattern
		.compile("/projects/([0-9]+)/(issues|merge_requests)(?:/([0-9]+)/discussions)?$");

	private static final Pattern IID = Pattern.compile("\"iid\":([0-9]+)");

	/** So many projects can be made anew. */
	private static final int SPARES = 8;

	private final MutableClock clock;

	private final SampleGitLab sample;

	/** Those that are synced. */
	private final List<SampleProject> projects = new ArrayList<>();

	/** Those that nobody made yet. */
	private final Deque<SampleProject> spares = new ArrayDeque<>();

	/** Those that went on elsewhere, and are synced no more. */
	private final Deque<SampleProject> left = new ArrayDeque<>();

	/** GitLab's ids of what its project had from the beginning. */
	private final Set<Long> old = new HashSet<>();

	/** GitLab's ids of the issues that not everybody sees. */
	private final Set<Long> confidential = new HashSet<>();

	private boolean levelTold = true;

	private int changes;

	Upstream(MutableClock clock) {
		this.clock = clock;
		SampleOptions options = SampleOptions.defaults()
			.withGenerated(new GeneratedProject("model/one", 6, 3, 2, 11))
			.withGenerated(new GeneratedProject("model/two", 4, 2, 1, 12));
		for (int spare = 1; spare <= SPARES; spare++) {
			options = options.withGenerated(new GeneratedProject("spare/no-" + spare, 5, 2, 2, 20 + spare));
		}
		this.sample = SampleGitLab.start(options);
		this.projects.addAll(List.of(this.sample.project("model/one"), this.sample.project("model/two")));
		for (int spare = 1; spare <= SPARES; spare++) {
			SampleProject project = this.sample.project("spare/no-" + spare);
			project.delete();
			this.spares.add(project);
		}
		entities().forEach((entity) -> this.old.add(entity.id()));
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

	/**
	 * GitLab's ids of the projects that are synced.
	 */
	List<Long> ids() {
		return this.projects.stream().map(SampleProject::id).toList();
	}

	/**
	 * Which project has which path.
	 */
	List<String> places() {
		return this.projects.stream().map((project) -> project.id() + " " + project.path()).sorted().toList();
	}

	/**
	 * The IIDs of the issues of a project that everybody sees.
	 */
	List<Long> publicIssues(SampleProject project) {
		return issues(project).filter((issue) -> !this.confidential.contains(issue.id()))
			.map(SampleEntity::iid)
			.toList();
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
			case ADD_NOTE -> entity.addNote(now(), USER, "Note no. " + this.changes);
			case REPLY -> onNote(entity, step, (note) -> entity.reply(note, now(), USER, "Reply no. " + this.changes));
			case EDIT_NOTE ->
				onNote(entity, step, (note) -> entity.editNote(note, now(), "Edited no. " + this.changes));
			case DELETE_NOTE -> onNote(entity, step, (note) -> {
				entity.deleteNote(note); // leaves no trace until the next change
				this.clock.advance(Duration.ofSeconds(61));
				entity.edit(now(), (edit) -> edit.description("Without a note, no. " + this.changes));
			});
			case ADD_INTERNAL_NOTE -> entity.addInternalNote(now(), USER, "Among us no. " + this.changes);
			case HIDE_OR_SHOW -> hideOrShow(step);
			case CHANGE_LEVEL -> changeLevel(step);
			case OPEN -> project(step.pick()).openIssue(now(), USER, "New no. " + this.changes, null);
			case MOVE -> move(step);
			case DELETE -> delete(entity, entities);
			case RENAME -> project(step.pick()).rename("model/renamed-" + this.changes);
			case RECREATE_PROJECT -> recreate(project(step.pick()));
			case TAKE_PATH_OVER -> takeOver(project(step.pick()), project(step.pick() + 1), step);
			default -> throw new IllegalArgumentException("Not a change: " + step);
		}
	}

	/**
	 * The ids of all notes.
	 */
	Set<Long> notes() {
		return entities().stream().flatMap((entity) -> entity.noteIds().stream()).collect(Collectors.toSet());
	}

	/**
	 * The entity that an answer is about, or the first one of those in a list.
	 */
	Optional<Shown> shownIn(String path, String body) {
		Matcher request = LIST.matcher(path);
		Matcher listed = IID.matcher(body);
		if (!request.find() || (request.group(3) == null && !listed.find())) {
			return Optional.empty();
		}
		long projectId = Long.parseLong(request.group(1));
		boolean issue = request.group(2).equals("issues");
		long iid = Long.parseLong((request.group(3) != null) ? request.group(3) : listed.group(1));
		return this.projects.stream()
			.filter((project) -> project.id() == projectId)
			.filter((project) -> (issue ? project.issueIids() : project.mergeRequestIids()).contains(iid))
			.map((project) -> new Shown(project, issue ? project.issue(iid) : project.mergeRequest(iid), issue))
			.findFirst();
	}

	/**
	 * Changes title and notes.
	 * @return the id of the new note
	 */
	long overtake(SampleEntity entity) {
		this.changes++;
		entity.edit(now(), (edit) -> edit.title("Overtaken no. " + this.changes));
		return entity.addNote(now(), USER, "Overtaken no. " + this.changes);
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

	private void hideOrShow(Step step) {
		List<SampleEntity> issues = this.projects.stream().flatMap(Upstream::issues).toList();
		if (!issues.isEmpty()) {
			SampleEntity issue = issues.get(Math.floorMod(step.more(), issues.size()));
			boolean hide = this.confidential.add(issue.id()) || !this.confidential.remove(issue.id());
			issue.edit(now(), (edit) -> edit.confidential(hide));
		}
	}

	/**
	 * What the owner of the token sees from now on, and whether GitLab tells.
	 */
	private void changeLevel(Step step) {
		Optional<Integer> level = LEVELS.get(step.pick());
		boolean told = step.more() % 4 != 0;
		this.levelTold = told && level.isPresent();
		this.sample.access().setLevel(USER, level.orElse(null));
		this.sample.access().setLevelTold(told);
	}

	/**
	 * Whether GitLab tells what the owner of the token may see.
	 */
	boolean isLevelTold() {
		return this.levelTold;
	}

	/**
	 * From now on the owner of the token sees everything, and GitLab says so.
	 */
	void giveFullRights() {
		this.levelTold = true;
		this.sample.access().setLevel(USER, MAINTAINER);
		this.sample.access().setLevelTold(true);
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

	/**
	 * The project is deleted and made anew under its path: another id, and IIDs from 1.
	 */
	private void recreate(SampleProject project) {
		if (!this.spares.isEmpty()) {
			String path = project.path();
			project.delete();
			makeAnew(project, path);
		}
	}

	private void makeAnew(SampleProject project, String path) {
		SampleProject successor = this.spares.remove();
		replace(project, path, successor);
		Stream.concat(issues(successor), mergeRequests(successor)).forEach((entity) -> this.old.add(entity.id()));
	}

	private void takeOver(SampleProject project, SampleProject other, Step step) {
		String path = project.path();
		switch (step.more() % 4) {
			case 0 -> {
				String itsPath = other.path();
				project.rename("model/between-" + this.changes);
				other.rename(path);
				project.rename(itsPath);
			}
			case 1 -> {
				project.rename("model/away-" + this.changes);
				other.rename(path);
			}
			case 2 -> goOnElsewhere(project);
			default -> comeBack(project);
		}
	}

	/**
	 * It goes on under another path, and a new one has its place.
	 */
	private void goOnElsewhere(SampleProject project) {
		if (!this.spares.isEmpty()) {
			String path = project.path();
			project.rename("model/elsewhere-" + this.changes);
			this.left.add(project);
			makeAnew(project, path);
		}
	}

	/**
	 * One that had gone on elsewhere takes the path of this one, which is deleted.
	 */
	private void comeBack(SampleProject project) {
		if (!this.left.isEmpty()) {
			project.delete();
			SampleProject back = this.left.remove();
			back.delete();
			replace(project, project.path(), back);
		}
	}

	private void replace(SampleProject project, String path, SampleProject successor) {
		successor.rename(path);
		successor.restore();
		this.projects.set(this.projects.indexOf(project), successor);
	}

	private void move(Step step) {
		List<SampleEntity> issues = this.projects.stream().flatMap(Upstream::issues).toList();
		if (!issues.isEmpty()) {
			SampleEntity issue = issues.get(Math.floorMod(step.pick(), issues.size()));
			SampleEntity copy = issue.moveTo(project(step.more()), now());
			if (this.confidential.contains(issue.id())) {
				this.confidential.add(copy.id());
			}
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

	/**
	 * What an answer shows.
	 */
	record Shown(SampleProject project, SampleEntity entity, boolean isIssue) {

	}

}
