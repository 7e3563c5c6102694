package dev.lorebatch.sample;

/**
 * The two kinds of entity that have an IID and a conversation.
 */
enum Kind {

	ISSUE("Issue", "issues", "#", 170_000_000L, 0),

	MERGE_REQUEST("MergeRequest", "merge_requests", "!", 420_000_000L, 500_000_000L);

	private static final long ENTITIES_PER_PROJECT = 1_000_000L;

	private static final long PARTS_PER_PROJECT = 1_000_000_000L;

	private static final long PARTS_PER_ENTITY = 1_000L;

	private static final long FIRST_EVENT_ID = 610_000_000L;

	/** Beyond 2^31, as on the real GitLab since 2025. */
	private static final long FIRST_NOTE_ID = 2_900_000_000L;

	private final String typeName;

	private final String segment;

	private final String sigil;

	private final long firstId;

	private final long partOffset;

	Kind(String typeName, String segment, String sigil, long firstId, long partOffset) {
		this.typeName = typeName;
		this.segment = segment;
		this.sigil = sigil;
		this.firstId = firstId;
		this.partOffset = partOffset;
	}

	/** The name GitLab uses as {@code noteable_type} and {@code resource_type}. */
	String typeName() {
		return this.typeName;
	}

	/** The path segment, which is also the name of the collection. */
	String segment() {
		return this.segment;
	}

	/** The character between project and IID in a reference. */
	String sigil() {
		return this.sigil;
	}

	long entityId(int projectOrdinal, long iid) {
		return this.firstId + projectOrdinal * ENTITIES_PER_PROJECT + iid;
	}

	long noteId(int projectOrdinal, long iid, int sequence) {
		return FIRST_NOTE_ID + part(projectOrdinal, iid, sequence);
	}

	long eventId(int projectOrdinal, long iid, int sequence) {
		return FIRST_EVENT_ID + part(projectOrdinal, iid, sequence);
	}

	private long part(int projectOrdinal, long iid, int sequence) {
		return projectOrdinal * PARTS_PER_PROJECT + this.partOffset + iid * PARTS_PER_ENTITY + sequence;
	}

}
