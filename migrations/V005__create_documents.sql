-- One document per issue, merge request and discussion.
CREATE TABLE documents (
	id INTEGER PRIMARY KEY,
	source_type TEXT NOT NULL CHECK (source_type IN ('issue', 'merge_request', 'discussion')),
	source_id INTEGER NOT NULL,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	title TEXT NOT NULL,
	content TEXT NOT NULL,
	content_hash TEXT NOT NULL,
	truncated INTEGER NOT NULL DEFAULT 0,
	UNIQUE (source_type, source_id)
) STRICT;

CREATE VIRTUAL TABLE documents_fts USING fts5 (
	title,
	content,
	content = 'documents',
	content_rowid = 'id',
	tokenize = 'unicode61 remove_diacritics 2',
	prefix = '2 3'
);

-- The index is kept in step by SQLite itself: no code path can forget it.
CREATE TRIGGER documents_after_insert AFTER INSERT ON documents BEGIN
	INSERT INTO documents_fts (rowid, title, content) VALUES (new.id, new.title, new.content);
END;

CREATE TRIGGER documents_after_delete AFTER DELETE ON documents BEGIN
	INSERT INTO documents_fts (documents_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content);
END;

CREATE TRIGGER documents_after_update AFTER UPDATE OF title, content ON documents BEGIN
	INSERT INTO documents_fts (documents_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content);
	INSERT INTO documents_fts (rowid, title, content) VALUES (new.id, new.title, new.content);
END;

-- Documents whose vectors are missing or out of date, by the run that made them so.
CREATE TABLE pending_embeddings (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
	origin_run_id TEXT NOT NULL,
	last_error TEXT,
	UNIQUE (document_id, origin_run_id)
) STRICT;

CREATE INDEX pending_embeddings_run_ix ON pending_embeddings (origin_run_id, id);

-- vector: float32, little endian, unit length. content_hash is that of the document the vector was made from.
CREATE TABLE embeddings (
	id INTEGER PRIMARY KEY,
	document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
	chunk_index INTEGER NOT NULL,
	provider TEXT NOT NULL,
	model TEXT NOT NULL,
	dimensions INTEGER NOT NULL,
	content_hash TEXT NOT NULL,
	vector BLOB NOT NULL,
	UNIQUE (document_id, chunk_index)
) STRICT;

-- A document goes with its source: threads that vanish upstream leave search in the same transaction.
CREATE TRIGGER discussions_after_delete AFTER DELETE ON discussions BEGIN
	DELETE FROM documents WHERE source_type = 'discussion' AND source_id = old.id;
END;
