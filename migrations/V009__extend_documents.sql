-- Documents know their entity, whether they are confidential, and what of them is searched. The table is made anew, so
-- that the long texts come last in a row: reading a flag of a large document must not walk through its text.
CREATE TEMP TABLE kept_documents AS SELECT * FROM documents;
CREATE TEMP TABLE kept_pending_embeddings AS SELECT * FROM pending_embeddings;
CREATE TEMP TABLE kept_embeddings AS SELECT * FROM embeddings;
DELETE FROM pending_embeddings;
DELETE FROM embeddings;
DROP TRIGGER discussions_after_delete;
DROP TRIGGER documents_after_insert;
DROP TRIGGER documents_after_update;
DROP TRIGGER documents_after_delete;
DROP TABLE documents_fts;
DROP TABLE documents;

-- entity: the issue or merge request, for a discussion its parent.
-- confidential: a confidential issue, a discussion on one, or one with internal notes. redacted: its text was left out.
-- content_hash: of what is embedded, indexed_title and body. labels_hash: of labels, people, milestone. paths_hash: of
-- changed paths and branches. Any of the three changed: the index changes. Only content_hash: so do the vectors.
-- indexed_title: the title without `Draft:` and the like. keywords, identifiers, reference: searched, not shown.
-- body: the part of the content that is searched and embedded, without the lines above and below it.
CREATE TABLE documents (
	id INTEGER PRIMARY KEY,
	source_type TEXT NOT NULL CHECK (source_type IN ('issue', 'merge_request', 'discussion')),
	source_id INTEGER NOT NULL,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	entity_type TEXT NOT NULL CHECK (entity_type IN ('issue', 'merge_request')),
	entity_id INTEGER NOT NULL,
	confidential INTEGER NOT NULL DEFAULT 0,
	redacted INTEGER NOT NULL DEFAULT 0,
	truncated INTEGER NOT NULL DEFAULT 0,
	content_hash TEXT NOT NULL,
	labels_hash TEXT NOT NULL DEFAULT '',
	paths_hash TEXT NOT NULL DEFAULT '',
	reference TEXT NOT NULL DEFAULT '',
	title TEXT NOT NULL,
	indexed_title TEXT NOT NULL DEFAULT '',
	body_start INTEGER NOT NULL DEFAULT 0,
	body_length INTEGER NOT NULL DEFAULT 2000000,
	keywords TEXT NOT NULL DEFAULT '',
	identifiers TEXT NOT NULL DEFAULT '',
	content TEXT NOT NULL,
	body TEXT GENERATED ALWAYS AS (substr(content, body_start + 1, body_length)) VIRTUAL,
	heading TEXT GENERATED ALWAYS AS (iif(source_type = 'discussion', '', indexed_title)) VIRTUAL,
	UNIQUE (source_type, source_id)
) STRICT;

-- The hash of every document is left empty: the next time it is regenerated, it is written and embedded anew.
INSERT INTO documents (id, source_type, source_id, project_id, entity_type, entity_id, confidential, truncated,
	content_hash, title, indexed_title, content)
SELECT o.id, o.source_type, o.source_id, o.project_id,
	CASE WHEN o.source_type = 'discussion' THEN iif(d.issue_id IS NULL, 'merge_request', 'issue') ELSE o.source_type END,
	coalesce(d.issue_id, d.merge_request_id, o.source_id),
	coalesce(i.confidential, 0) OR EXISTS (SELECT 1 FROM notes n WHERE n.discussion_id = d.id AND n.internal = 1),
	o.truncated, '', o.title, o.title, o.content
FROM kept_documents o
LEFT JOIN discussions d ON o.source_type = 'discussion' AND d.id = o.source_id
LEFT JOIN issues i ON i.id = iif(o.source_type = 'issue', o.source_id, d.issue_id);

INSERT INTO pending_embeddings SELECT * FROM kept_pending_embeddings;
INSERT INTO embeddings SELECT * FROM kept_embeddings;
DROP TABLE kept_documents;
DROP TABLE kept_pending_embeddings;
DROP TABLE kept_embeddings;

CREATE INDEX documents_entity_ix ON documents (entity_type, entity_id);

-- What the index is made of, under the names of its columns. A title is searched with its issue or merge request; in
-- the documents of its discussions it is a keyword, so that a long discussion does not fill a page of hits.
CREATE VIEW indexed_documents AS
SELECT id, heading AS title, body AS content, keywords, identifiers, reference FROM documents;

CREATE VIRTUAL TABLE documents_fts USING fts5 (
	title,
	content,
	keywords,
	identifiers,
	reference,
	content = 'indexed_documents',
	content_rowid = 'id',
	tokenize = 'unicode61 remove_diacritics 2'
);

-- What ORDER BY rank means. A document's own reference counts more than any number of mentions.
INSERT INTO documents_fts (documents_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0, 3.0, 4.0, 1000000.0)');

INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');

-- The index is kept in step by SQLite itself: no code path can forget it.
CREATE TRIGGER documents_after_insert AFTER INSERT ON documents BEGIN
	INSERT INTO documents_fts (rowid, title, content, keywords, identifiers, reference)
	VALUES (new.id, new.heading, new.body, new.keywords, new.identifiers, new.reference);
END;

CREATE TRIGGER documents_after_delete AFTER DELETE ON documents BEGIN
	INSERT INTO documents_fts (documents_fts, rowid, title, content, keywords, identifiers, reference)
	VALUES ('delete', old.id, old.heading, old.body, old.keywords, old.identifiers, old.reference);
END;

-- Only if what is searched changed: a line of the header that is not searched costs nothing here.
CREATE TRIGGER documents_after_update AFTER UPDATE ON documents
WHEN old.id <> new.id OR old.heading <> new.heading OR old.body <> new.body OR old.keywords <> new.keywords
	OR old.identifiers <> new.identifiers OR old.reference <> new.reference
BEGIN
	INSERT INTO documents_fts (documents_fts, rowid, title, content, keywords, identifiers, reference)
	VALUES ('delete', old.id, old.heading, old.body, old.keywords, old.identifiers, old.reference);
	INSERT INTO documents_fts (rowid, title, content, keywords, identifiers, reference)
	VALUES (new.id, new.heading, new.body, new.keywords, new.identifiers, new.reference);
END;

-- A document goes with its source: threads that vanish upstream leave search in the same transaction.
CREATE TRIGGER discussions_after_delete AFTER DELETE ON discussions BEGIN
	DELETE FROM documents WHERE source_type = 'discussion' AND source_id = old.id;
END;

-- An issue that turns confidential takes its documents along at once, before they are regenerated: searches that leave
-- confidential documents out look at this flag. Only regenerating takes the flag away.
CREATE TRIGGER issues_after_confidential AFTER UPDATE OF confidential ON issues
WHEN new.confidential = 1 AND old.confidential = 0
BEGIN
	UPDATE documents SET confidential = 1 WHERE entity_type = 'issue' AND entity_id = new.id;
END;
