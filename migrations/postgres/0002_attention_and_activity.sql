-- UTC day (days since 1970) of an entry's last read, null while there is none. A day and not a time, so that an entry's
-- row is written again for its reads at most once a day; the log of reads has the exact times.
ALTER TABLE entries
  ADD COLUMN last_read_day int,
  ADD COLUMN resolved boolean GENERATED ALWAYS AS (
    CASE type WHEN 'alert' THEN coalesce((data::json -> 'resolved')::text = 'true', false) END) STORED,
  ADD COLUMN state text COLLATE "C" GENERATED ALWAYS AS (
    CASE type WHEN 'intention' THEN json_string(data, 'state') END) STORED,
  -- When an intention is due, ISO 8601 UTC with milliseconds, so that texts compare like times.
  ADD COLUMN due_at text COLLATE "C" GENERATED ALWAYS AS (
    CASE type WHEN 'intention' THEN
      CASE json_string(data, 'state')
        WHEN 'snoozed' THEN json_string(data, 'snooze_until') ELSE json_string(data, 'deliver_at') END END) STORED;

CREATE INDEX entries_by_last_read ON entries (owner_id, last_read_day, rev) WHERE deleted_at IS NULL;

CREATE INDEX entries_active_alerts ON entries (owner_id, rev)
  WHERE type = 'alert' AND deleted_at IS NULL AND NOT resolved;

CREATE INDEX entries_statuses ON entries (owner_id, source, rev) WHERE type = 'status' AND deleted_at IS NULL;

CREATE INDEX entries_suppressions ON entries (owner_id, expires_at, rev)
  WHERE type = 'suppression' AND deleted_at IS NULL;

CREATE INDEX entries_intentions_due ON entries (owner_id, state, due_at, rev)
  WHERE type = 'intention' AND deleted_at IS NULL;

CREATE INDEX entries_intentions_by_state ON entries (owner_id, state, rev)
  WHERE type = 'intention' AND deleted_at IS NULL;

CREATE UNIQUE INDEX entries_schema_name ON entries (owner_id, schema_family, schema_version)
  WHERE type = 'schema' AND deleted_at IS NULL;

CREATE INDEX entries_records_of_schema ON entries (owner_id, schema_family, schema_version, created_at, id)
  WHERE type = 'record' AND deleted_at IS NULL;

-- Who links to whom: the elements of `related_ids`. Like `entry_tags`, it follows the entry's `rev`.
CREATE TABLE entry_links (
  owner_id  text    COLLATE "C" NOT NULL,
  deleted   boolean NOT NULL,
  target_id text    COLLATE "C" NOT NULL,
  rev       bigint  NOT NULL,
  PRIMARY KEY (owner_id, deleted, target_id, rev)
);

CALL protect('entry_links');

CREATE INDEX entry_versions_of_statuses ON entry_versions (owner_id, at) WHERE type = 'status';

CREATE INDEX reads_by_time ON reads (owner_id, at);
CREATE INDEX reads_by_platform ON reads (owner_id, platform, at) WHERE platform IS NOT NULL;

CREATE INDEX actions_by_time ON actions (owner_id, at);
CREATE INDEX actions_by_platform ON actions (owner_id, platform, at) WHERE platform IS NOT NULL;

CREATE TABLE action_tags (
  owner_id  text   COLLATE "C" NOT NULL,
  tag       text   COLLATE "C" NOT NULL,
  at        bigint NOT NULL,
  action_id bigint NOT NULL,
  PRIMARY KEY (owner_id, tag, at, action_id),
  FOREIGN KEY (owner_id, action_id) REFERENCES actions (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX action_tags_by_action ON action_tags (owner_id, action_id);

CALL protect('action_tags');

CREATE TABLE baselines (
  owner_id   text   COLLATE "C" NOT NULL CHECK (owner_id <> ''),
  source     text   COLLATE "C" NOT NULL,
  metric     text   COLLATE "C" NOT NULL,
  hour       int    NOT NULL CHECK (hour BETWEEN -1 AND 167),
  count      bigint NOT NULL,
  mean       float8 NOT NULL,
  variance   float8 NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (owner_id, source, metric, hour)
);

CALL protect('baselines');
