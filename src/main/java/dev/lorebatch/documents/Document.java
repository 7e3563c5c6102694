package dev.lorebatch.documents;

import dev.lorebatch.entity.EntityKind;

/**
 * A document as it is to be stored.
 *
 * @param title as people see it
 * @param text what is shown, and which part of it is searched and embedded
 * @param index what is searched in addition
 * @param redacted whether title, text and index entry were left out
 */
record Document(Owner owner, String title, DocumentText.Cut text, IndexEntry index, boolean redacted) {

	private static final String REDACTED_TITLE = "(confidential)";

	private static final IndexEntry NOT_INDEXED = new IndexEntry("", "", "", "", "");

	/**
	 * What the document is about.
	 *
	 * @param projectId local id of the project
	 * @param entityId local id of the issue or merge request, for a discussion its parent
	 * @param confidential whether it is, or has a confidential part
	 */
	record Owner(long projectId, EntityKind entityKind, long entityId, boolean confidential) {

	}

	/**
	 * What is searched beside the body.
	 *
	 * @param title without what is not part of it
	 * @param labels labels, people, milestone; one a line
	 * @param paths changed paths and branches, one a line
	 * @param identifiers code-like tokens, see {@link dev.lorebatch.search.Identifiers}
	 * @param reference that of the issue or merge request itself, empty for discussions
	 */
	record IndexEntry(String title, String labels, String paths, String identifiers, String reference) {

	}

	/**
	 * One that only says that there is something.
	 */
	static Document redacted(Owner owner, DocumentText text) {
		return new Document(owner, REDACTED_TITLE, text.toCut(), NOT_INDEXED, true);
	}

	/**
	 * One in which nothing is worth finding.
	 */
	static Document notSearched(Owner owner, String title, DocumentText text) {
		return new Document(owner, title, text.toCut(), NOT_INDEXED, false);
	}

	/**
	 * Whether anything of it is searched and embedded.
	 */
	boolean isSearched() {
		return !this.index.title().isEmpty() || !this.text.body().isEmpty();
	}

	/**
	 * Labels and paths as one column of the index.
	 */
	String keywords() {
		return (this.index.labels() + "\n" + this.index.paths()).strip();
	}

}
