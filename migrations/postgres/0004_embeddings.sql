-- Everything here can be made anew from `entries`; search by words does without it.

-- Up to which change an owner's entries have been looked at for a model: entries with a greater rev wait, whoever wrote
-- them. `dimensions` is the length of the model's vectors, known from the first one on.
CREATE TABLE embedding_state (
  owner_id   text   COLLATE "C" NOT NULL CHECK (owner_id <> ''),
  model      text   COLLATE "C" NOT NULL,
  queued_rev bigint NOT NULL,
  dimensions int,
  PRIMARY KEY (owner_id, model)
);

CALL protect('embedding_state', maintained => true);

-- What is to be embedded. Nobody takes an entry before `next_at`, which is also the end of a lease; without it the entry
-- has been given up. `attempts` and the error are those of the entry, never of the provider.
CREATE TABLE embedding_queue (
  owner_id      text   COLLATE "C" NOT NULL,
  model         text   COLLATE "C" NOT NULL,
  n             bigint NOT NULL,
  queued_at     bigint NOT NULL,
  attempts      int    NOT NULL,
  next_at       bigint,
  claimed_until bigint NOT NULL,
  error_code    text   COLLATE "C",
  error         text   COLLATE "C",
  failed_at     bigint,
  PRIMARY KEY (owner_id, n, model),
  FOREIGN KEY (owner_id, n) REFERENCES entries (owner_id, n) ON DELETE CASCADE
);

CREATE INDEX embedding_queue_due ON embedding_queue (owner_id, model, next_at, n);

CALL protect('embedding_queue', maintained => true);

-- How the provider of a model is: when somebody last worked with it, and, while it fails, why and until when nobody asks.
CREATE TABLE embedding_models (
  model        text   COLLATE "C" PRIMARY KEY,
  used_at      bigint NOT NULL,
  failures     int    NOT NULL,
  paused_until bigint NOT NULL,
  error_code   text   COLLATE "C",
  error        text   COLLATE "C",
  failed_at    bigint
);

-- One row for each chunk of an entry's text. Rows are never updated but replaced, so that `seq > last` finds whatever is
-- new; who adds rows holds the lock of the owner's row in `owners`, so that they are committed in the order of `seq`.
-- `code` holds the signs of the vector, one bit each; `vector` a float32 scale and its values as int8.
CREATE TABLE embeddings (
  owner_id   text   COLLATE "C" NOT NULL,
  seq        bigint GENERATED ALWAYS AS IDENTITY,
  model      text   COLLATE "C" NOT NULL,
  n          bigint NOT NULL,
  chunk      int    NOT NULL,
  dimensions int    NOT NULL,
  text_hash  bytea  NOT NULL,
  code       bytea  NOT NULL,
  vector     bytea  NOT NULL,
  PRIMARY KEY (owner_id, seq),
  FOREIGN KEY (owner_id, n) REFERENCES entries (owner_id, n) ON DELETE CASCADE
);

ALTER TABLE embeddings ALTER COLUMN code SET STORAGE EXTERNAL, ALTER COLUMN vector SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX embeddings_chunk ON embeddings (owner_id, model, n, chunk);
CREATE INDEX embeddings_newest ON embeddings (owner_id, model, seq);
CREATE INDEX embeddings_by_entry ON embeddings (owner_id, n);

CALL protect('embeddings');
