-- Who a person is at an identity provider: `issuer` and `subject` together, never the subject alone.
CREATE TABLE identities (
  issuer     TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_of_user ON identities (user_id, issuer);

INSERT INTO identities (issuer, subject, user_id, created_at)
SELECT oauth_issuer, oauth_subject, id, created_at
  FROM users
 WHERE oauth_issuer IS NOT NULL AND oauth_subject IS NOT NULL;

DROP INDEX users_oauth;
ALTER TABLE users DROP COLUMN oauth_issuer;
ALTER TABLE users DROP COLUMN oauth_subject;

-- Whose tokens count no longer: those issued up to `until` (ms since 1970), all of them when it is null. `subject_hash` is
-- the SHA-256 of issuer, a zero byte and subject, so that the row does not name who is gone.
CREATE TABLE denied_subjects (
  subject_hash BLOB    PRIMARY KEY,
  until        INTEGER,
  denied_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys that sign our tokens. A key signs from `active_at` to `retired_at` and is published, so that its signatures are
-- accepted, from `created_at` to `expires_at` (ms since 1970; null: not decided). `private_key` is a JWK, `sealed` says
-- whether it is encrypted with AWARENESS_KEY.
CREATE TABLE signing_keys (
  id          TEXT    PRIMARY KEY,
  algorithm   TEXT    NOT NULL,
  public_key  TEXT    NOT NULL,
  private_key BLOB    NOT NULL,
  sealed      INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  created_at  INTEGER NOT NULL,
  active_at   INTEGER NOT NULL,
  retired_at  INTEGER,
  expires_at  INTEGER
) STRICT, WITHOUT ROWID;

-- JSON array of the sources that a token may read and write; null: all.
ALTER TABLE tokens ADD COLUMN sources TEXT;

-- When a caller's allowance is whole again, in microseconds since 1970 (generic cell rate algorithm).
CREATE TABLE rate_limits (
  name     TEXT    PRIMARY KEY,
  whole_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Verified beside what a client says of itself: the OAuth client and the token by which a version was written.
ALTER TABLE entries ADD COLUMN client_id TEXT;
ALTER TABLE entries ADD COLUMN token_id TEXT;
ALTER TABLE entry_versions ADD COLUMN client_id TEXT;
ALTER TABLE entry_versions ADD COLUMN token_id TEXT;
