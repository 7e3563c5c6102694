package dev.lorebatch.entity;

/**
 * What a mirrored entity is, in the spellings of its three worlds.
 */
public enum EntityKind {

	ISSUE("issue", "issues", "#", "--issue"),

	MERGE_REQUEST("merge_request", "merge_requests", "!", "--mr");

	private final String value;

	private final String resource;

	private final String sigil;

	private final String option;

	EntityKind(String value, String resource, String sigil, String option) {
		this.value = value;
		this.resource = resource;
		this.sigil = sigil;
		this.option = option;
	}

	/**
	 * As stored in the database and printed in JSON.
	 */
	public String value() {
		return this.value;
	}

	/**
	 * As a segment of GitLab's paths.
	 */
	public String resource() {
		return this.resource;
	}

	/**
	 * As GitLab writes a reference: {@code #1}, {@code !1}.
	 */
	public String sigil() {
		return this.sigil;
	}

	/**
	 * As an option of the command line.
	 */
	public String option() {
		return this.option;
	}

	/**
	 * The kind that this one is taken for most easily: each numbers from 1.
	 */
	EntityKind other() {
		return (this == ISSUE) ? MERGE_REQUEST : ISSUE;
	}

	/**
	 * For prose: {@code an issue}.
	 */
	String withArticle() {
		return (this == ISSUE) ? "an issue" : "a merge request";
	}

	public static EntityKind ofValue(String value) {
		for (EntityKind kind : values()) {
			if (kind.value.equals(value)) {
				return kind;
			}
		}
		throw new IllegalArgumentException("No entity kind '" + value + "'");
	}

}
