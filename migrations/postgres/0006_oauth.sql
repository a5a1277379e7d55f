-- Applications that may ask people for access. `metadata` is JSON under the names of RFC 7591, without the secret, of which
-- only the SHA-256 is kept. Times are ms since 1970.
CREATE TABLE oauth_clients (
  id          text COLLATE "C" PRIMARY KEY,
  name        text COLLATE "C" NOT NULL,
  origin      text COLLATE "C" NOT NULL CHECK (origin IN ('registered', 'added')),
  metadata    text COLLATE "C" NOT NULL,
  secret_hash text COLLATE "C",
  created_at  bigint NOT NULL,
  used_at     bigint
);

CREATE INDEX oauth_clients_unused ON oauth_clients (created_at) WHERE used_at IS NULL AND origin = 'registered';

-- What somebody has allowed a client. `scopes` is separated by spaces, `sources` a JSON array; null: all.
CREATE TABLE oauth_grants (
  id            text COLLATE "C" PRIMARY KEY,
  owner_id      text COLLATE "C" NOT NULL,
  client_id     text COLLATE "C" NOT NULL,
  client_name   text COLLATE "C" NOT NULL,
  redirect_host text COLLATE "C" NOT NULL,
  scopes        text COLLATE "C" NOT NULL,
  sources       text COLLATE "C",
  payload       text COLLATE "C" NOT NULL,
  created_at    bigint NOT NULL,
  used_at       bigint,
  expires_at    bigint NOT NULL,
  revoked_at    bigint
);

CREATE INDEX oauth_grants_of_owner ON oauth_grants (owner_id, client_id);
CREATE INDEX oauth_grants_of_client ON oauth_grants (client_id);
CREATE INDEX oauth_grants_revoked ON oauth_grants (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX oauth_grants_expiry ON oauth_grants (expires_at);

CALL protect('oauth_grants', maintained => true);

-- Sessions of browsers, requests that wait for a person, codes, refresh tokens. `key` is the SHA-256 of what the other side
-- holds; `answer` is encrypted with a key that only the holder of the refresh token can derive. Nobody's, as long as nobody has
-- signed in.
CREATE TABLE oauth_records (
  kind        text COLLATE "C" NOT NULL CHECK (kind IN ('session', 'interaction', 'code', 'refresh', 'assertion')),
  key         text COLLATE "C" NOT NULL,
  payload     text COLLATE "C" NOT NULL,
  owner_id    text COLLATE "C",
  grant_id    text COLLATE "C",
  uid         text COLLATE "C",
  expires_at  bigint NOT NULL,
  consumed_at bigint,
  answer      bytea,
  PRIMARY KEY (kind, key)
);

CREATE INDEX oauth_records_of_grant ON oauth_records (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_records_of_owner ON oauth_records (owner_id, kind) WHERE owner_id IS NOT NULL;
CREATE INDEX oauth_records_uid ON oauth_records (uid) WHERE uid IS NOT NULL;
CREATE INDEX oauth_records_expiry ON oauth_records (expires_at);

CALL protect('oauth_records', maintained => true);

-- Public keys by which people sign in (WebAuthn); `transports` is a JSON array.
CREATE TABLE passkeys (
  id         text COLLATE "C" PRIMARY KEY,
  owner_id   text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  public_key bytea  NOT NULL,
  counter    bigint NOT NULL,
  transports text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  used_at    bigint
);

CREATE INDEX passkeys_of_owner ON passkeys (owner_id, created_at);

CALL protect('passkeys', maintained => true);

-- Links that work once; `key` is the SHA-256 of the secret part.
CREATE TABLE user_links (
  key        text COLLATE "C" PRIMARY KEY,
  kind       text COLLATE "C" NOT NULL CHECK (kind IN ('setup', 'invite')),
  owner_id   text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at    bigint
);

CREATE INDEX user_links_of_owner ON user_links (owner_id);

CALL protect('user_links', maintained => true);

-- How much a client has written, without a look at what.
CREATE INDEX entries_by_client ON entries (owner_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX entry_versions_by_client ON entry_versions (owner_id, client_id) WHERE client_id IS NOT NULL;
