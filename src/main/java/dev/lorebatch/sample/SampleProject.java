package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A project of the sample GitLab, which tests can change while it is served. Thread-safe:
 * every method is one step for everybody else.
 */
public final class SampleProject {

	private static final Ordering OLDEST_FIRST = new Ordering(Ordering.Field.CREATED_AT, false);

	private final World world;

	private final Facts facts;

	private final EntityStore issues;

	private final EntityStore mergeRequests;

	private volatile String path;

	SampleProject(World world, Facts facts, EntityStore issues, EntityStore mergeRequests) {
		this.world = world;
		this.facts = facts;
		this.path = facts.required("path");
		this.issues = issues;
		this.mergeRequests = mergeRequests;
	}

	public long id() {
		return this.facts.number("id");
	}

	public String path() {
		return this.path;
	}

	/**
	 * Returns the IIDs of all issues, confidential ones included, ascending by creation.
	 */
	public List<Long> issueIids() {
		return iids(this.issues);
	}

	/**
	 * Returns the IIDs of all merge requests, ascending by creation.
	 */
	public List<Long> mergeRequestIids() {
		return iids(this.mergeRequests);
	}

	/**
	 * Returns a handle on an issue.
	 * @throws IllegalArgumentException if there is none
	 */
	public SampleEntity issue(long iid) {
		return handle(Kind.ISSUE, iid);
	}

	/**
	 * Returns a handle on a merge request.
	 * @throws IllegalArgumentException if there is none
	 */
	public SampleEntity mergeRequest(long iid) {
		return handle(Kind.MERGE_REQUEST, iid);
	}

	/**
	 * Opens a new issue under the next free IID; the IIDs of deleted issues stay unused.
	 */
	public SampleEntity openIssue(Instant at, String author, String title, @Nullable String description) {
		return this.world.write(() -> {
			this.world.user(author);
			long iid = this.issues.nextIid();
			Facts issue = Facts.none().set("iid", iid).set("title", title).set("description", description);
			issue.set("author", author).set("created", at).set("updated", at);
			this.issues.put(new Entity(Kind.ISSUE, Kind.ISSUE.entityId(ordinal(), iid), issue, List::of));
			return new SampleEntity(this.world, this, Kind.ISSUE, iid);
		});
	}

	/**
	 * Gives the project another path; the old one redirects from now on.
	 */
	public void rename(String newPath) {
		this.world.write(() -> {
			this.world.addFormerPath(this.path, this);
			this.path = newPath;
			return newPath;
		});
	}

	/**
	 * Deletes the project without a trace; its path is free for another one.
	 */
	public void delete() {
		this.world.write(() -> this.world.projects().remove(this));
	}

	/**
	 * Brings a deleted project back.
	 */
	public void restore() {
		this.world.write(() -> this.world.projects().add(this));
	}

	Facts facts() {
		return this.facts;
	}

	EntityStore store(Kind kind) {
		return (kind == Kind.ISSUE) ? this.issues : this.mergeRequests;
	}

	int ordinal() {
		return (int) this.facts.number("ordinal");
	}

	boolean visibleTo(Viewer viewer) {
		return viewer.isMember() || !this.facts.text("visibility", "public").equals("private");
	}

	boolean issuesEnabled() {
		return !this.facts.flag("issuesDisabled");
	}

	@Nullable Facts label(String name) {
		return named("labels", "name", name);
	}

	@Nullable Facts milestone(@Nullable String title) {
		return (title != null) ? named("milestones", "title", title) : null;
	}

	private @Nullable Facts named(String collection, String key, String name) {
		for (Facts candidate : this.facts.list(collection)) {
			if (name.equals(candidate.text(key))) {
				return candidate;
			}
		}
		return null;
	}

	private SampleEntity handle(Kind kind, long iid) {
		return this.world.read(() -> {
			if (store(kind).find(iid) == null) {
				throw new IllegalArgumentException(
						"No " + kind.typeName() + " " + kind.sigil() + iid + " in " + this.path);
			}
			return new SampleEntity(this.world, this, kind, iid);
		});
	}

	private List<Long> iids(EntityStore store) {
		return this.world.read(() -> {
			List<Long> iids = new ArrayList<>();
			store.rows(OLDEST_FIRST, true).forEach((row) -> iids.add(row.iid()));
			return iids;
		});
	}

	@Override
	public String toString() {
		return this.path + " (" + id() + ")";
	}

}
