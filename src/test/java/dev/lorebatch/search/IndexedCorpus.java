package dev.lorebatch.search;

import java.nio.file.Path;
import java.util.List;

import dev.lorebatch.database.TestDatabase;

/**
 * Documents in a real index, without a sync.
 */
final class IndexedCorpus implements AutoCloseable {

	static final LexicalSearch.Markers MARKERS = new LexicalSearch.Markers("[", "]");

	private static final String PATH = "harbor/lighthouse";

	private final TestDatabase database;

	private final long projectId;

	IndexedCorpus(Path folder) {
		this.database = TestDatabase.in(folder);
		this.projectId = this.database.insertProject(7, PATH);
	}

	TestDatabase database() {
		return this.database;
	}

	/**
	 * An issue with its document.
	 */
	IndexedCorpus issue(long iid, String title, String body) {
		return issue(iid, title, body, false);
	}

	IndexedCorpus issue(long iid, String title, String body, boolean confidential) {
		long issue = this.database.insertIssue(this.projectId, iid);
		this.database.execute("""
				INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, confidential, title,
					indexed_title, content, content_hash, identifiers, reference)
				VALUES ('issue', ?, ?, 'issue', ?, ?, ?, ?, ?, '', ?, ?)
				""", issue, this.projectId, issue, confidential, title, title, body,
				Identifiers.index(title + "\n" + body, PATH), Identifiers.ownReference(PATH, "#", iid));
		return this;
	}

	LexicalResult search(FullTextQuery query) {
		return new LexicalSearch(this.database.jdbc(), ConfidentialPolicy.KEEP).search(query, SearchCondition.ALL, 10,
				MARKERS);
	}

	/**
	 * The titles of what a query finds, best first.
	 */
	List<String> find(String query) {
		return search(FullTextQuery.of(query)).hits().stream().map(LexicalHit::title).toList();
	}

	@Override
	public void close() {
		this.database.close();
	}

}
