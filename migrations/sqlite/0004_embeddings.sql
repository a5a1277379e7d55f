-- Everything here can be made anew from `entries`; search by words does without it.

-- Up to which change an owner's entries have been looked at for a model: entries with a greater rev wait, whoever wrote
-- them. `dimensions` is the length of the model's vectors, known from the first one on.
CREATE TABLE embedding_state (
  owner_id   TEXT    NOT NULL CHECK (owner_id <> ''),
  model      TEXT    NOT NULL,
  queued_rev INTEGER NOT NULL,
  dimensions INTEGER,
  PRIMARY KEY (owner_id, model)
) STRICT, WITHOUT ROWID;

-- What is to be embedded. Nobody takes an entry before `next_at`, which is also the end of a lease; without it the entry
-- has been given up. `attempts` and the error are those of the entry, never of the provider.
CREATE TABLE embedding_queue (
  owner_id      TEXT    NOT NULL,
  model         TEXT    NOT NULL,
  n             INTEGER NOT NULL REFERENCES entries (n) ON DELETE CASCADE,
  queued_at     INTEGER NOT NULL,
  attempts      INTEGER NOT NULL,
  next_at       INTEGER,
  claimed_until INTEGER NOT NULL,
  error_code    TEXT,
  error         TEXT,
  failed_at     INTEGER,
  PRIMARY KEY (n, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX embedding_queue_due ON embedding_queue (owner_id, model, next_at);

-- How the provider of a model is: when somebody last worked with it, and, while it fails, why and until when nobody asks.
CREATE TABLE embedding_models (
  model        TEXT    PRIMARY KEY,
  used_at      INTEGER NOT NULL,
  failures     INTEGER NOT NULL,
  paused_until INTEGER NOT NULL,
  error_code   TEXT,
  error        TEXT,
  failed_at    INTEGER
) STRICT, WITHOUT ROWID;

-- One row for each chunk of an entry's text. Rows are never updated but replaced, so that `seq > last` finds whatever is
-- new; AUTOINCREMENT, so that no number comes twice. `code` holds the signs of the vector, one bit each; `vector` a
-- float32 scale and its values as int8.
CREATE TABLE embeddings (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id   TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  n          INTEGER NOT NULL REFERENCES entries (n) ON DELETE CASCADE,
  chunk      INTEGER NOT NULL,
  dimensions INTEGER NOT NULL,
  text_hash  BLOB    NOT NULL,
  code       BLOB    NOT NULL,
  vector     BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX embeddings_chunk ON embeddings (owner_id, model, n, chunk);
CREATE INDEX embeddings_newest ON embeddings (owner_id, model);
CREATE INDEX embeddings_by_entry ON embeddings (n);
