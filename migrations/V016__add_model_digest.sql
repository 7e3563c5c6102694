-- model_digest: what the provider's server called the contents of the model when the vector was made, because a name such
-- as `latest` is given to another model from time to time. Null if the server did not say it, and for vectors from before
-- this column.
ALTER TABLE embeddings ADD COLUMN model_digest TEXT;
