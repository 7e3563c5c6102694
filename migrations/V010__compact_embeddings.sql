-- vector: a scale as float32, little endian, then one signed byte per dimension; byte times scale is the component of a
-- vector of unit length. provider, model, dimensions and chunk_size say what it was made with, content_hash is that of
-- the document it was made from: a vector that differs in any of them is out of date. Vectors can be made again at any
-- time, so the old ones are not converted: `embed` makes them.
DROP TABLE embeddings;

CREATE TABLE embeddings (
	id INTEGER PRIMARY KEY,
	document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
	chunk_index INTEGER NOT NULL,
	provider TEXT NOT NULL,
	model TEXT NOT NULL,
	dimensions INTEGER NOT NULL,
	chunk_size INTEGER NOT NULL,
	content_hash TEXT NOT NULL,
	vector BLOB NOT NULL,
	UNIQUE (document_id, chunk_index)
) STRICT;

-- How often the provider was asked for this document and gave no usable vectors.
ALTER TABLE pending_embeddings ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
