-- `serves` is the lowest schema number whose programs still work with this one, so that old and new nodes may run together.
CREATE TABLE migrations (
  number     int    PRIMARY KEY,
  name       text   NOT NULL,
  checksum   text   NOT NULL,
  serves     int    NOT NULL,
  applied_at bigint NOT NULL
);

CREATE TABLE settings (
  key   text  PRIMARY KEY,
  value bytea NOT NULL
);

INSERT INTO settings (key, value)
VALUES ('cursor_key', decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- Row-level security, also for the owner of the tables: a transaction sees and writes the rows of `awareness.owner` only,
-- and without that setting none. The sub-select makes the setting be read once for each statement, so that indexes are
-- used. `maintained` tables hold no content; a transaction with `awareness.maintenance` reaches the rows of all owners.
CREATE PROCEDURE protect(owned regclass, maintained boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
  allowed text := 'owner_id = (SELECT current_setting(''awareness.owner'', true))';
BEGIN
  IF maintained THEN
    allowed := allowed || ' OR (SELECT current_setting(''awareness.maintenance'', true)) = ''on''';
  END IF;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', owned);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', owned);
  EXECUTE format('CREATE POLICY owner ON %s USING (%s) WITH CHECK (%s)', owned, allowed, allowed);
END
$$;

-- Member of a JSON object as text; null when it is not a string.
CREATE FUNCTION json_string(value text, member text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN json_typeof(value::json -> member) = 'string' THEN value::json ->> member END;

-- One row for each owner who ever wrote. Every write updates it first and so holds its lock until the commit: the changes
-- of an owner are committed in the order of their revs. `latest_at` and `skew_ms` say how far the clock ever went back,
-- which turns a time range into an exact rev range. As of `trash_rev` the oldest of what a purge takes is from `trash_from`
-- (ms since 1970; null: there is nothing), so that a purge passes by whoever has not changed since and has nothing so old.
CREATE TABLE owners (
  owner_id   text COLLATE "C" PRIMARY KEY CHECK (owner_id <> ''),
  rev        bigint NOT NULL,
  latest_at  bigint NOT NULL,
  skew_ms    bigint NOT NULL,
  trash_rev  bigint NOT NULL DEFAULT -1,
  trash_from bigint
) WITH (fillfactor = 50);

CALL protect('owners', maintained => true);

-- `n` is the rev by which an entry was created. Members of `data` that lists go by are columns of their own: an index on
-- an expression is not used under row-level security.
CREATE TABLE entries (
  owner_id       text   COLLATE "C" NOT NULL CHECK (owner_id <> ''),
  n              bigint NOT NULL,
  id             text   COLLATE "C" NOT NULL,
  rev            bigint NOT NULL,
  type           text   COLLATE "C" NOT NULL CHECK (type IN ('status', 'alert', 'pattern', 'suppression', 'context',
                                                    'preference', 'note', 'intention', 'schema', 'record')),
  source         text   COLLATE "C" NOT NULL,
  logical_key    text   COLLATE "C",
  language       text   COLLATE "C",
  created_at     bigint NOT NULL,
  updated_at     bigint,
  changed_at     bigint NOT NULL,
  expires_at     bigint,
  deleted_at     bigint,
  version        int    NOT NULL CHECK (version > 0),
  change         text   COLLATE "C" NOT NULL CHECK (change IN ('created', 'updated', 'deleted', 'restored', 'reverted')),
  written_by     text   COLLATE "C" NOT NULL,
  client         text   COLLATE "C",
  tool           text   COLLATE "C" NOT NULL,
  content_hash   bytea  NOT NULL,
  tags           text   COLLATE "C" NOT NULL,
  data           text   COLLATE "C" NOT NULL,
  schema_family  text   COLLATE "C" GENERATED ALWAYS AS (
    CASE type WHEN 'schema' THEN json_string(data, 'family') WHEN 'record' THEN json_string(data, 'schema_ref') END) STORED,
  schema_version text   COLLATE "C" GENERATED ALWAYS AS (
    CASE type WHEN 'schema' THEN json_string(data, 'version') WHEN 'record' THEN json_string(data, 'schema_version') END) STORED,
  PRIMARY KEY (owner_id, n)
);

ALTER TABLE entries ALTER COLUMN content_hash SET STORAGE PLAIN;

CREATE UNIQUE INDEX entries_id ON entries (owner_id, id);
-- With a condition, so that `rev` is no key to Postgres: rows that refer to an entry need not wait for its changes.
CREATE UNIQUE INDEX entries_rev ON entries (owner_id, rev) WHERE rev IS NOT NULL;
CREATE UNIQUE INDEX entries_logical_key ON entries (owner_id, source, type, logical_key)
  WHERE logical_key IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX entries_live ON entries (owner_id, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_type ON entries (owner_id, type, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_source ON entries (owner_id, source, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_by_change ON entries (owner_id, changed_at, rev) WHERE deleted_at IS NULL;
CREATE INDEX entries_expiring ON entries (owner_id, expires_at, rev)
  WHERE expires_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX entries_deleted ON entries (owner_id, deleted_at, rev) WHERE deleted_at IS NOT NULL;

CALL protect('entries');

-- `deleted` stands before `tag` so that a large trash never slows the lists of live entries.
CREATE TABLE entry_tags (
  owner_id text    COLLATE "C" NOT NULL,
  deleted  boolean NOT NULL,
  tag      text    COLLATE "C" NOT NULL,
  rev      bigint  NOT NULL,
  PRIMARY KEY (owner_id, deleted, tag, rev)
);

CALL protect('entry_tags');

CREATE TABLE entry_versions (
  owner_id     text   COLLATE "C" NOT NULL,
  entry_id     text   COLLATE "C" NOT NULL,
  version      int    NOT NULL,
  type         text   COLLATE "C" NOT NULL,
  source       text   COLLATE "C" NOT NULL,
  logical_key  text   COLLATE "C",
  language     text   COLLATE "C",
  expires_at   bigint,
  deleted_at   bigint,
  at           bigint NOT NULL,
  change       text   COLLATE "C" NOT NULL,
  written_by   text   COLLATE "C" NOT NULL,
  client       text   COLLATE "C",
  tool         text   COLLATE "C" NOT NULL,
  content_hash bytea  NOT NULL,
  tags         text   COLLATE "C" NOT NULL,
  data         text   COLLATE "C" NOT NULL,
  PRIMARY KEY (owner_id, entry_id, version),
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
);

CREATE FUNCTION refuse_update() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is append-only';
END
$$;

CREATE TRIGGER entry_versions_append_only BEFORE UPDATE ON entry_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_update();

CALL protect('entry_versions');

CREATE TABLE reads (
  owner_id text   COLLATE "C" NOT NULL,
  id       bigint GENERATED ALWAYS AS IDENTITY,
  entry_id text   COLLATE "C" NOT NULL,
  at       bigint NOT NULL,
  platform text   COLLATE "C",
  tool     text   COLLATE "C" NOT NULL,
  PRIMARY KEY (owner_id, id),
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX reads_by_entry ON reads (owner_id, entry_id, at);

CALL protect('reads');

CREATE TABLE actions (
  owner_id text   COLLATE "C" NOT NULL,
  id       bigint GENERATED ALWAYS AS IDENTITY,
  entry_id text   COLLATE "C" NOT NULL,
  at       bigint NOT NULL,
  platform text   COLLATE "C",
  action   text   COLLATE "C" NOT NULL,
  detail   text   COLLATE "C",
  tags     text   COLLATE "C" NOT NULL,
  PRIMARY KEY (owner_id, id),
  FOREIGN KEY (owner_id, entry_id) REFERENCES entries (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX actions_by_entry ON actions (owner_id, entry_id, at);

CALL protect('actions');

CREATE TABLE users (
  id              text    COLLATE "C" PRIMARY KEY,
  email           text    COLLATE "C",
  canonical_email text    COLLATE "C" UNIQUE,
  email_verified  boolean NOT NULL DEFAULT false,
  phone           text    COLLATE "C",
  phone_verified  boolean NOT NULL DEFAULT false,
  password_hash   text    COLLATE "C",
  display_name    text    COLLATE "C",
  timezone        text    COLLATE "C" NOT NULL DEFAULT 'UTC',
  preferences     text    COLLATE "C" NOT NULL DEFAULT '{}',
  oauth_issuer    text    COLLATE "C",
  oauth_subject   text    COLLATE "C",
  created_at      bigint  NOT NULL,
  updated_at      bigint,
  deleted_at      bigint
);

CREATE UNIQUE INDEX users_oauth ON users (oauth_issuer, oauth_subject) WHERE oauth_issuer IS NOT NULL;

CREATE TABLE sessions (
  owner_id      text   COLLATE "C" NOT NULL,
  id            text   COLLATE "C" NOT NULL UNIQUE,
  client_id     text   COLLATE "C" NOT NULL,
  initialize    text   COLLATE "C" NOT NULL,
  subscriptions text   COLLATE "C" NOT NULL,
  created_at    bigint NOT NULL,
  touched_at    bigint NOT NULL,
  expires_at    bigint NOT NULL,
  PRIMARY KEY (owner_id, id)
);

CREATE INDEX sessions_idle ON sessions (owner_id, touched_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CALL protect('sessions', maintained => true);

CREATE TABLE tokens (
  owner_id   text   COLLATE "C" NOT NULL,
  id         text   COLLATE "C" NOT NULL UNIQUE,
  name       text   COLLATE "C",
  scope      text   COLLATE "C",
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint,
  PRIMARY KEY (owner_id, id)
);

CREATE INDEX tokens_newest ON tokens (owner_id, created_at);
CREATE INDEX tokens_revoked ON tokens (expires_at) WHERE revoked_at IS NOT NULL;

CALL protect('tokens', maintained => true);
