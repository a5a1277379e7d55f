-- Applications that may ask people for access. `metadata` is JSON under the names of RFC 7591, without the secret, of which
-- only the SHA-256 is kept. Times are ms since 1970.
CREATE TABLE oauth_clients (
  id          TEXT    PRIMARY KEY,
  name        TEXT    NOT NULL,
  origin      TEXT    NOT NULL CHECK (origin IN ('registered', 'added')),
  metadata    TEXT    NOT NULL,
  secret_hash TEXT,
  created_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_clients_unused ON oauth_clients (created_at) WHERE used_at IS NULL AND origin = 'registered';

-- What somebody has allowed a client. `scopes` is separated by spaces, `sources` a JSON array; null: all.
CREATE TABLE oauth_grants (
  id            TEXT    PRIMARY KEY,
  owner_id      TEXT    NOT NULL,
  client_id     TEXT    NOT NULL,
  client_name   TEXT    NOT NULL,
  redirect_host TEXT    NOT NULL,
  scopes        TEXT    NOT NULL,
  sources       TEXT,
  payload       TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  used_at       INTEGER,
  expires_at    INTEGER NOT NULL,
  revoked_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_grants_of_owner ON oauth_grants (owner_id, client_id);
CREATE INDEX oauth_grants_of_client ON oauth_grants (client_id);
CREATE INDEX oauth_grants_revoked ON oauth_grants (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX oauth_grants_expiry ON oauth_grants (expires_at);

-- Sessions of browsers, requests that wait for a person, codes, refresh tokens. `key` is the SHA-256 of what the other side
-- holds; `answer` is encrypted with a key that only the holder of the refresh token can derive. Nobody's, as long as nobody has
-- signed in.
CREATE TABLE oauth_records (
  kind        TEXT    NOT NULL CHECK (kind IN ('session', 'interaction', 'code', 'refresh', 'assertion')),
  key         TEXT    NOT NULL,
  payload     TEXT    NOT NULL,
  owner_id    TEXT,
  grant_id    TEXT,
  uid         TEXT,
  expires_at  INTEGER NOT NULL,
  consumed_at INTEGER,
  answer      BLOB,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_records_of_grant ON oauth_records (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_records_of_owner ON oauth_records (owner_id, kind) WHERE owner_id IS NOT NULL;
CREATE INDEX oauth_records_uid ON oauth_records (uid) WHERE uid IS NOT NULL;
CREATE INDEX oauth_records_expiry ON oauth_records (expires_at);

-- Public keys by which people sign in (WebAuthn); `transports` is a JSON array.
CREATE TABLE passkeys (
  id         TEXT    PRIMARY KEY,
  owner_id   TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  public_key BLOB    NOT NULL,
  counter    INTEGER NOT NULL,
  transports TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_of_owner ON passkeys (owner_id, created_at);

-- Links that work once; `key` is the SHA-256 of the secret part.
CREATE TABLE user_links (
  key        TEXT    PRIMARY KEY,
  kind       TEXT    NOT NULL CHECK (kind IN ('setup', 'invite')),
  owner_id   TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX user_links_of_owner ON user_links (owner_id);

-- How much a client has written, without a look at what.
CREATE INDEX entries_by_client ON entries (owner_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX entry_versions_by_client ON entry_versions (owner_id, client_id) WHERE client_id IS NOT NULL;
