-- Marks the file as ours ("AWRN"), so that no other program's database is ever taken for one.
PRAGMA application_id = 1096241742;

CREATE TABLE migrations (
  number     INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,
  checksum   TEXT    NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO settings (key, value) VALUES ('cursor_key', randomblob(32));

-- `latest_at` and `skew_ms` say how far the clock ever went back, which turns a time range into an exact rev range.
CREATE TABLE rev_counter (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  rev       INTEGER NOT NULL,
  latest_at INTEGER NOT NULL,
  skew_ms   INTEGER NOT NULL
) STRICT;

INSERT INTO rev_counter (id, rev, latest_at, skew_ms) VALUES (1, 0, 0, 0);

-- `data` comes last: columns behind a large value cost a walk over its overflow pages.
CREATE TABLE entries (
  n            INTEGER PRIMARY KEY,
  owner_id     TEXT    NOT NULL CHECK (owner_id <> ''),
  id           TEXT    NOT NULL,
  rev          INTEGER NOT NULL,
  type         TEXT    NOT NULL CHECK (type IN ('status', 'alert', 'pattern', 'suppression', 'context', 'preference',
                                                'note', 'intention', 'schema', 'record')),
  source       TEXT    NOT NULL,
  logical_key  TEXT,
  language     TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER,
  changed_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  deleted_at   INTEGER,
  version      INTEGER NOT NULL CHECK (version > 0),
  change       TEXT    NOT NULL CHECK (change IN ('created', 'updated', 'deleted', 'restored', 'reverted')),
  written_by   TEXT    NOT NULL,
  client       TEXT,
  tool         TEXT    NOT NULL,
  content_hash BLOB    NOT NULL,
  tags         TEXT    NOT NULL,
  data         TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX entries_id ON entries (owner_id, id);
CREATE UNIQUE INDEX entries_rev ON entries (owner_id, rev);
CREATE UNIQUE INDEX entries_logical_key ON entries (owner_id, source, type, logical_key)
  WHERE logical_key IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX entries_live ON entries (owner_id, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_type ON entries (owner_id, type, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_source ON entries (owner_id, source, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_change ON entries (owner_id, changed_at, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_expiring ON entries (owner_id, expires_at, rev)
  WHERE expires_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX entries_deleted ON entries (owner_id, deleted_at, rev) WHERE deleted_at IS NOT NULL;

-- `deleted` stands before `tag` so that a large trash never slows the lists of live entries.
CREATE TABLE entry_tags (
  owner_id TEXT    NOT NULL,
  deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  tag      TEXT    NOT NULL,
  rev      INTEGER NOT NULL,
  PRIMARY KEY (owner_id, deleted, tag, rev)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_versions (
  n            INTEGER PRIMARY KEY,
  owner_id     TEXT    NOT NULL,
  entry_id     TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  type         TEXT    NOT NULL,
  source       TEXT    NOT NULL,
  logical_key  TEXT,
  language     TEXT,
  expires_at   INTEGER,
  deleted_at   INTEGER,
  at           INTEGER NOT NULL,
  change       TEXT    NOT NULL,
  written_by   TEXT    NOT NULL,
  client       TEXT,
  tool         TEXT    NOT NULL,
  content_hash BLOB    NOT NULL,
  tags         TEXT    NOT NULL,
  data         TEXT    NOT NULL,
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX entry_versions_version ON entry_versions (owner_id, entry_id, version);

CREATE TRIGGER entry_versions_append_only BEFORE UPDATE ON entry_versions
BEGIN
  SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TABLE reads (
  id       INTEGER PRIMARY KEY,
  owner_id TEXT    NOT NULL,
  entry_id TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  platform TEXT,
  tool     TEXT    NOT NULL,
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX reads_by_entry ON reads (owner_id, entry_id, at);

CREATE TABLE actions (
  id       INTEGER PRIMARY KEY,
  owner_id TEXT    NOT NULL,
  entry_id TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  platform TEXT,
  action   TEXT    NOT NULL,
  detail   TEXT,
  tags     TEXT    NOT NULL,
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX actions_by_entry ON actions (owner_id, entry_id, at);

CREATE TABLE users (
  id              TEXT    PRIMARY KEY,
  email           TEXT,
  canonical_email TEXT    UNIQUE,
  email_verified  INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
  phone           TEXT,
  phone_verified  INTEGER NOT NULL DEFAULT 0 CHECK (phone_verified IN (0, 1)),
  password_hash   TEXT,
  display_name    TEXT,
  timezone        TEXT    NOT NULL DEFAULT 'UTC',
  preferences     TEXT    NOT NULL DEFAULT '{}',
  oauth_issuer    TEXT,
  oauth_subject   TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER,
  deleted_at      INTEGER
) STRICT;

CREATE UNIQUE INDEX users_oauth ON users (oauth_issuer, oauth_subject) WHERE oauth_issuer IS NOT NULL;

CREATE TABLE sessions (
  owner_id      TEXT    NOT NULL,
  id            TEXT    NOT NULL UNIQUE,
  client_id     TEXT    NOT NULL,
  initialize    TEXT    NOT NULL,
  subscriptions TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  touched_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_id, id)
) STRICT;

CREATE INDEX sessions_idle ON sessions (owner_id, touched_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE tokens (
  owner_id   TEXT    NOT NULL,
  id         TEXT    NOT NULL UNIQUE,
  name       TEXT,
  scope      TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (owner_id, id)
) STRICT;

CREATE INDEX tokens_newest ON tokens (owner_id, created_at);
CREATE INDEX tokens_revoked ON tokens (expires_at) WHERE revoked_at IS NOT NULL;
