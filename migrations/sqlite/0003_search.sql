-- Up to which change an owner's entries are in the search index, and which analyser made it. A process that
-- works on an index has claimed it, by a number of its own, until a time (ms since 1970): two never work on one.
CREATE TABLE search_owners (
  owner_id      TEXT    PRIMARY KEY CHECK (owner_id <> ''),
  indexed_rev   INTEGER NOT NULL,
  analyser      INTEGER NOT NULL,
  next_segment  INTEGER NOT NULL,
  claim         INTEGER NOT NULL,
  claimed_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A part of an index: the entries whose last change lies in its range of revs. A list in it that names an entry holds as
-- long as the entry's rev does not leave that range. Parts that are being built are not read. `checked_at` (ms since 1970)
-- says when a part was last known to name no entry that has changed or is gone.
CREATE TABLE search_segments (
  owner_id   TEXT    NOT NULL,
  segment    INTEGER NOT NULL,
  low_rev    INTEGER NOT NULL,
  high_rev   INTEGER NOT NULL,
  entries    INTEGER NOT NULL,
  analyser   INTEGER NOT NULL,
  live       INTEGER NOT NULL CHECK (live IN (0, 1)),
  checked_at INTEGER NOT NULL,
  PRIMARY KEY (owner_id, segment)
) STRICT, WITHOUT ROWID;

-- For every term the entries that hold it. The index answers how many there are without a look at the lists, which may be
-- megabytes; they must not lie in a table without row numbers, whose search reads whole rows.
CREATE TABLE search_postings (
  n        INTEGER PRIMARY KEY,
  owner_id TEXT    NOT NULL,
  segment  INTEGER NOT NULL,
  term     TEXT    NOT NULL,
  found    INTEGER NOT NULL,
  postings BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX search_postings_term ON search_postings (owner_id, segment, term, found);

-- For every entry its words in order, and what else ranking asks of it, so that it need not read the entry.
CREATE TABLE search_documents (
  n          INTEGER PRIMARY KEY REFERENCES entries (n) ON DELETE CASCADE,
  owner_id   TEXT    NOT NULL,
  source     TEXT    NOT NULL,
  language   TEXT    NOT NULL,
  rev        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  expires_at INTEGER,
  forward    BLOB    NOT NULL
) STRICT;

CREATE TABLE search_languages (
  owner_id TEXT    NOT NULL,
  language TEXT    NOT NULL,
  entries  INTEGER NOT NULL,
  PRIMARY KEY (owner_id, language)
) STRICT, WITHOUT ROWID;
