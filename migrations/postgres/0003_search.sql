-- Up to which change an owner's entries are in the search index, and which analyser made it. A process that
-- works on an index has claimed it, by a number of its own, until a time (ms since 1970): two never work on one.
CREATE TABLE search_owners (
  owner_id      text   COLLATE "C" PRIMARY KEY CHECK (owner_id <> ''),
  indexed_rev   bigint NOT NULL,
  analyser      int    NOT NULL,
  next_segment  bigint NOT NULL,
  claim         bigint NOT NULL,
  claimed_until bigint NOT NULL
);

CALL protect('search_owners', maintained => true);

-- A part of an index: the entries whose last change lies in its range of revs. A list in it that names an entry holds as
-- long as the entry's rev does not leave that range. Parts that are being built are not read. `checked_at` (ms since 1970)
-- says when a part was last known to name no entry that has changed or is gone.
CREATE TABLE search_segments (
  owner_id   text    COLLATE "C" NOT NULL,
  segment    bigint  NOT NULL,
  low_rev    bigint  NOT NULL,
  high_rev   bigint  NOT NULL,
  entries    int     NOT NULL,
  analyser   int     NOT NULL,
  live       boolean NOT NULL,
  checked_at bigint  NOT NULL,
  PRIMARY KEY (owner_id, segment)
);

CALL protect('search_segments', maintained => true);

-- For every term the entries that hold it. The index answers how many there are without a look at the lists, which may be
-- megabytes and do not get smaller by compression.
CREATE TABLE search_postings (
  owner_id text   COLLATE "C" NOT NULL,
  segment  bigint NOT NULL,
  term     text   COLLATE "C" NOT NULL,
  found    int    NOT NULL,
  postings bytea  NOT NULL
);

ALTER TABLE search_postings ALTER COLUMN postings SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX search_postings_term ON search_postings (owner_id, segment, term) INCLUDE (found);

CALL protect('search_postings');

-- For every entry its words in order, and what else ranking asks of it, so that it need not read the entry.
CREATE TABLE search_documents (
  owner_id   text   COLLATE "C" NOT NULL,
  n          bigint NOT NULL,
  source     text   COLLATE "C" NOT NULL,
  language   text   COLLATE "C" NOT NULL,
  rev        bigint NOT NULL,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  expires_at bigint,
  forward    bytea  NOT NULL,
  PRIMARY KEY (owner_id, n),
  FOREIGN KEY (owner_id, n) REFERENCES entries (owner_id, n) ON DELETE CASCADE
);

CALL protect('search_documents');

CREATE TABLE search_languages (
  owner_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  entries  int  NOT NULL,
  PRIMARY KEY (owner_id, language)
);

CALL protect('search_languages');
