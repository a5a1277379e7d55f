-- UTC day (days since 1970) of an entry's last read, null while there is none. A day and not a time, so that an entry's
-- row is written again for its reads at most once a day; the log of reads has the exact times.
ALTER TABLE entries ADD COLUMN last_read_day INTEGER;

UPDATE entries
   SET last_read_day = (SELECT max(r.at) / 86400000 FROM reads r
                         WHERE r.owner_id = entries.owner_id AND r.entry_id = entries.id)
 WHERE (owner_id, id) IN (SELECT owner_id, entry_id FROM reads);

CREATE INDEX entries_by_last_read ON entries (owner_id, last_read_day, rev, expires_at) WHERE deleted_at IS NULL;

CREATE INDEX entries_active_alerts ON entries (owner_id, rev, expires_at)
  WHERE type = 'alert' AND deleted_at IS NULL AND json_type(data, '$.resolved') IS NOT 'true';

CREATE INDEX entries_statuses ON entries (owner_id, source, rev, expires_at)
  WHERE type = 'status' AND deleted_at IS NULL;

CREATE INDEX entries_suppressions ON entries (owner_id, expires_at, rev)
  WHERE type = 'suppression' AND deleted_at IS NULL;

-- The third column is when an intention is due. Both indexes hold it, once to find by it, once to filter by it.
CREATE INDEX entries_intentions_due ON entries (
  owner_id,
  json_extract(data, '$.state'),
  CASE json_extract(data, '$.state')
    WHEN 'snoozed' THEN json_extract(data, '$.snooze_until') ELSE json_extract(data, '$.deliver_at') END,
  rev,
  expires_at
) WHERE type = 'intention' AND deleted_at IS NULL;

CREATE INDEX entries_intentions_by_state ON entries (
  owner_id,
  json_extract(data, '$.state'),
  rev,
  CASE json_extract(data, '$.state')
    WHEN 'snoozed' THEN json_extract(data, '$.snooze_until') ELSE json_extract(data, '$.deliver_at') END,
  expires_at
) WHERE type = 'intention' AND deleted_at IS NULL;

CREATE UNIQUE INDEX entries_schema_name ON entries (
  owner_id, json_extract(data, '$.family'), json_extract(data, '$.version')
) WHERE type = 'schema' AND deleted_at IS NULL;

CREATE INDEX entries_records_of_schema ON entries (
  owner_id, json_extract(data, '$.schema_ref'), json_extract(data, '$.schema_version'), created_at, id, expires_at
) WHERE type = 'record' AND deleted_at IS NULL;

-- Who links to whom: the elements of `related_ids`. Like `entry_tags`, it follows the entry's `rev`.
CREATE TABLE entry_links (
  owner_id  TEXT    NOT NULL,
  deleted   INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  target_id TEXT    NOT NULL,
  rev       INTEGER NOT NULL,
  PRIMARY KEY (owner_id, deleted, target_id, rev)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO entry_links (owner_id, deleted, target_id, rev)
SELECT e.owner_id, e.deleted_at IS NOT NULL, l.value, e.rev
  FROM entries e
 CROSS JOIN json_each(e.data, '$.related_ids') l
 WHERE instr(e.data, '"related_ids"') > 0 AND l.type = 'text' AND typeof(l.key) = 'integer';

CREATE INDEX entry_versions_of_statuses ON entry_versions (owner_id, at) WHERE type = 'status';

CREATE INDEX reads_by_time ON reads (owner_id, at);
CREATE INDEX reads_by_platform ON reads (owner_id, platform, at) WHERE platform IS NOT NULL;

CREATE INDEX actions_by_time ON actions (owner_id, at);
CREATE INDEX actions_by_platform ON actions (owner_id, platform, at) WHERE platform IS NOT NULL;

CREATE TABLE action_tags (
  owner_id  TEXT    NOT NULL,
  tag       TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  action_id INTEGER NOT NULL,
  PRIMARY KEY (owner_id, tag, at, action_id)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO action_tags (owner_id, tag, at, action_id)
SELECT a.owner_id, t.value, a.at, a.id
  FROM actions a
 CROSS JOIN json_each(a.tags) t;

CREATE TABLE baselines (
  owner_id   TEXT    NOT NULL CHECK (owner_id <> ''),
  source     TEXT    NOT NULL,
  metric     TEXT    NOT NULL,
  hour       INTEGER NOT NULL CHECK (hour BETWEEN -1 AND 167),
  count      INTEGER NOT NULL,
  mean       REAL    NOT NULL,
  variance   REAL    NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (owner_id, source, metric, hour)
) STRICT, WITHOUT ROWID;
