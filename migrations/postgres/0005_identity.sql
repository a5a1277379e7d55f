-- Who a person is at an identity provider: `issuer` and `subject` together, never the subject alone.
CREATE TABLE identities (
  issuer     text   COLLATE "C" NOT NULL,
  subject    text   COLLATE "C" NOT NULL,
  user_id    text   COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at bigint NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE INDEX identities_of_user ON identities (user_id, issuer);

INSERT INTO identities (issuer, subject, user_id, created_at)
SELECT oauth_issuer, oauth_subject, id, created_at
  FROM users
 WHERE oauth_issuer IS NOT NULL AND oauth_subject IS NOT NULL;

DROP INDEX users_oauth;
ALTER TABLE users DROP COLUMN oauth_issuer, DROP COLUMN oauth_subject;

-- Whose tokens count no longer: those issued up to `until` (ms since 1970), all of them when it is null. `subject_hash` is
-- the SHA-256 of issuer, a zero byte and subject, so that the row does not name who is gone.
CREATE TABLE denied_subjects (
  subject_hash bytea  PRIMARY KEY,
  until        bigint,
  denied_at    bigint NOT NULL
);

-- Keys that sign our tokens. A key signs from `active_at` to `retired_at` and is published, so that its signatures are
-- accepted, from `created_at` to `expires_at` (ms since 1970; null: not decided). `private_key` is a JWK, `sealed` says
-- whether it is encrypted with AWARENESS_KEY.
CREATE TABLE signing_keys (
  id          text    COLLATE "C" PRIMARY KEY,
  algorithm   text    COLLATE "C" NOT NULL,
  public_key  text    COLLATE "C" NOT NULL,
  private_key bytea   NOT NULL,
  sealed      boolean NOT NULL,
  created_at  bigint  NOT NULL,
  active_at   bigint  NOT NULL,
  retired_at  bigint,
  expires_at  bigint
);

-- JSON array of the sources that a token may read and write; null: all.
ALTER TABLE tokens ADD COLUMN sources text COLLATE "C";

-- When a caller's allowance is whole again, in microseconds since 1970 (generic cell rate algorithm).
CREATE TABLE rate_limits (
  name     text   COLLATE "C" PRIMARY KEY,
  whole_at bigint NOT NULL
) WITH (fillfactor = 50);

-- After a crash of the database everybody's allowance is whole.
ALTER TABLE rate_limits SET UNLOGGED;

-- Verified beside what a client says of itself: the OAuth client and the token by which a version was written.
ALTER TABLE entries
  ADD COLUMN client_id text COLLATE "C",
  ADD COLUMN token_id  text COLLATE "C";
ALTER TABLE entry_versions
  ADD COLUMN client_id text COLLATE "C",
  ADD COLUMN token_id  text COLLATE "C";
