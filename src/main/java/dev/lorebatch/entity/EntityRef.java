package dev.lorebatch.entity;

/**
 * An issue or merge request of a project that is known from the context.
 */
public record EntityRef(EntityKind kind, long iid) implements Comparable<EntityRef> {

	public static EntityRef issue(long iid) {
		return new EntityRef(EntityKind.ISSUE, iid);
	}

	public static EntityRef mergeRequest(long iid) {
		return new EntityRef(EntityKind.MERGE_REQUEST, iid);
	}

	@Override
	public int compareTo(EntityRef other) {
		int byKind = this.kind.compareTo(other.kind);
		return (byKind != 0) ? byKind : Long.compare(this.iid, other.iid);
	}

	/**
	 * GitLab's short reference: {@code #12} or {@code !3}.
	 */
	@Override
	public String toString() {
		return this.kind.sigil() + this.iid;
	}

}
