package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A handle on an issue or a merge request of a {@link SampleProject}. Once the entity is
 * deleted, every method throws {@link IllegalArgumentException}.
 */
public final class SampleEntity {

	private final World world;

	private final SampleProject project;

	private final Kind kind;

	private final long iid;

	SampleEntity(World world, SampleProject project, Kind kind, long iid) {
		this.world = world;
		this.project = project;
		this.kind = kind;
		this.iid = iid;
	}

	public long iid() {
		return this.iid;
	}

	/**
	 * Returns the global id.
	 */
	public long id() {
		return read(Entity::id);
	}

	public String title() {
		return read(Entity::title);
	}

	public @Nullable String description() {
		return this.world.read(() -> entity().facts().text("description"));
	}

	public String state() {
		return read(Entity::state);
	}

	public List<String> labels() {
		return read((entity) -> entity.facts().texts("labels"));
	}

	public Instant updatedAt() {
		return read(Entity::updatedAt);
	}

	/**
	 * Returns the ids of all notes, system notes and internal ones included, in the order
	 * of the discussions.
	 */
	public List<Long> noteIds() {
		return read((entity) -> entity.notes().map((note) -> note.number("id")).toList());
	}

	/**
	 * Changes the entity and sets {@code updated_at}. State and labels leave events,
	 * title and description leave system notes.
	 */
	public SampleEntity edit(Instant at, Consumer<SampleEdit> changes) {
		SampleEdit edit = new SampleEdit();
		changes.accept(edit);
		change(at, (editor) -> {
			editor.apply(edit);
			return this;
		});
		return this;
	}

	/**
	 * Makes an issue confidential and sets {@code updated_at}.
	 */
	public SampleEntity makeConfidential(Instant at) {
		return edit(at, (edit) -> edit.confidential(true));
	}

	/**
	 * Adds a note of its own. As in GitLab it moves {@code updated_at} only if the last
	 * move is more than 60 seconds ago.
	 * @return the id of the note
	 */
	public long addNote(Instant at, String author, String body) {
		return change(at, (editor) -> editor.addNote(author, body));
	}

	/**
	 * Adds a note that is hidden from those below Reporter, with the same effect on
	 * {@code updated_at} as a new note.
	 * @return the id of the note
	 */
	public long addInternalNote(Instant at, String author, String body) {
		return change(at, (editor) -> editor.addInternalNote(author, body));
	}

	/**
	 * Adds a note to the thread of another one, with the same effect on
	 * {@code updated_at} as a new note.
	 * @return the id of the new note
	 */
	public long reply(long noteId, Instant at, String author, String body) {
		return change(at, (editor) -> editor.reply(noteId, author, body));
	}

	public void editNote(long noteId, Instant at, String body) {
		change(at, (editor) -> {
			editor.editNote(noteId, body);
			return noteId;
		});
	}

	/**
	 * Deletes a note, and its discussion if it was the only one. {@code updated_at} stays
	 * as it is.
	 */
	public void deleteNote(long noteId) {
		change(Instant.EPOCH, (editor) -> {
			editor.deleteNote(noteId);
			return noteId;
		});
	}

	/**
	 * Deletes the entity without a trace.
	 */
	public void delete() {
		this.world.write(() -> {
			entity();
			this.project.store(this.kind).delete(this.iid);
			return this;
		});
	}

	/**
	 * Moves an issue: the original is closed and points to the copy by global id.
	 * @return the copy
	 */
	public SampleEntity moveTo(SampleProject target, Instant at) {
		if (this.kind != Kind.ISSUE) {
			throw new IllegalStateException("Only an issue can be moved");
		}
		return this.world.write(() -> {
			Entity original = this.project.store(this.kind).forChange(this.iid);
			long copyIid = target.store(this.kind).nextIid();
			Entity copy = copy(original, target, copyIid, at);
			target.store(this.kind).put(copy);
			EntityEditor editor = new EntityEditor(this.world, original, at);
			editor.systemNote("keeper", "moved to " + target.path() + "#" + copyIid);
			editor.changeState("closed", "keeper");
			original.facts().set("movedTo", copy.id()).set("updated", at);
			return new SampleEntity(this.world, target, this.kind, copyIid);
		});
	}

	private Entity copy(Entity original, SampleProject target, long copyIid, Instant at) {
		Facts facts = original.facts().copy().set("iid", copyIid).set("updated", at);
		List<Discussion> discussions = new ArrayList<>();
		for (Discussion discussion : original.discussions()) {
			discussions.add(new Discussion(
					discussion.notes().stream().map((note) -> note.copy().set("id", this.world.nextId())).toList()));
		}
		long id = this.kind.entityId(target.ordinal(), copyIid);
		Entity copy = new Entity(this.kind, id, facts, () -> discussions);
		new EntityEditor(this.world, copy, at).systemNote("keeper",
				"moved from " + this.project.path() + "#" + this.iid);
		return copy;
	}

	private <T> T read(Function<Entity, T> question) {
		return this.world.read(() -> question.apply(entity()));
	}

	private <T> T change(Instant at, Function<EntityEditor, T> change) {
		return this.world.write(() -> {
			Entity entity = this.project.store(this.kind).forChange(this.iid);
			return change.apply(new EntityEditor(this.world, entity, at));
		});
	}

	private Entity entity() {
		Entity entity = this.project.store(this.kind).find(this.iid);
		if (entity == null) {
			throw new IllegalArgumentException("No " + this.kind.sigil() + this.iid + " in " + this.project.path());
		}
		return entity;
	}

}
