/** A statement of which some rows are not tied to one owner, and why that is right. */
export interface OfAllOwners {
  /** A part of the statement by which it is known, white space as one space. */
  readonly part: string;
  /** How many of the tables it names. */
  readonly untied: number;
  readonly reason: string;
}

const BY_N = "on SQLite `n` is one owner's alone, and comes from a row of that owner";
const OWNERS = "steps from owner to owner, and says who has entries";
const WORK = "says whose work waits, from tables without content";
const EXPIRED = "what has expired is nobody's any more";
const OPERATOR = "the operator's, by a token's id; it answers no more than ids";
const BY_HASH = "by the hash of a secret that its holder has shown; whose it is, is what is asked";
const BY_GRANT = "by a random id that the server made and has just read from a row or token of its own";
const CREDENTIAL = "by the id of a key whose signature is verified; whose it is, is what is asked";

export const OF_ALL_OWNERS: readonly OfAllOwners[] = [
  { part: "LEFT JOIN search_documents d ON d.n = e.n", untied: 1, reason: BY_N },
  { part: "DELETE FROM search_documents WHERE n = :n", untied: 1, reason: BY_N },
  { part: "SELECT count(*) - coalesce(sum(q.attempts > 0)", untied: 1, reason: BY_N },
  { part: "ON e.n = (SELECT e.n", untied: 1, reason: BY_N },
  { part: "DELETE FROM entry_versions WHERE n IN (SELECT v.n FROM owners", untied: 2, reason: OWNERS },
  { part: "SELECT min(owner_id) FROM entries", untied: 1, reason: OWNERS },
  { part: "DELETE FROM sessions WHERE expires_at <=", untied: 1, reason: EXPIRED },
  { part: "SELECT owner_id, id FROM sessions WHERE expires_at <=", untied: 1, reason: EXPIRED },
  { part: "UPDATE tokens SET revoked_at = coalesce(revoked_at", untied: 1, reason: OPERATOR },
  { part: "SELECT id FROM tokens", untied: 1, reason: OPERATOR },
  { part: "LEFT JOIN (SELECT DISTINCT owner_id FROM search_segments", untied: 1, reason: WORK },
  { part: "FROM owners o ) w", untied: 1, reason: WORK },
  { part: "SELECT owner_id FROM owners", untied: 1, reason: WORK },
  { part: "FROM (SELECT owner_id, coalesce(trash_from", untied: 1, reason: WORK },
  { part: "SELECT owner_id AS owner FROM owners", untied: 1, reason: WORK },
  { part: "coalesce(sum(rev), 0) AS rev FROM owners", untied: 1, reason: WORK },
  { part: "FROM meant WHERE g.id = meant.id", untied: 2, reason: "goes by ids of rows that are tied" },
  { part: "'refresh') ) UPDATE oauth_grants SET revoked_at", untied: 2, reason: BY_GRANT },
  { part: "UPDATE oauth_grants SET revoked_at = :now WHERE id", untied: 1, reason: BY_GRANT },
  { part: "UPDATE oauth_grants SET used_at", untied: 1, reason: BY_GRANT },
  { part: "FROM oauth_grants WHERE id =", untied: 1, reason: BY_GRANT },
  { part: "FROM oauth_records WHERE grant_id =", untied: 1, reason: BY_GRANT },
  {
    part: "(SELECT 1 FROM oauth_grants g WHERE g.client_id",
    untied: 1,
    reason: "answers no more than whether",
  },
  { part: "SELECT id FROM oauth_grants", untied: 1, reason: "answers no more than ids" },
  { part: "DELETE FROM oauth_grants WHERE revoked_at <", untied: 1, reason: EXPIRED },
  { part: "FROM oauth_records WHERE kind =", untied: 1, reason: BY_HASH },
  {
    part: "FROM oauth_records WHERE uid =",
    untied: 1,
    reason: "by a random id from a cookie that is signed",
  },
  { part: "UPDATE oauth_records SET", untied: 1, reason: BY_HASH },
  { part: "SELECT kind, key FROM oauth_records", untied: 2, reason: EXPIRED },
  { part: "DELETE FROM oauth_records WHERE expires_at <=", untied: 1, reason: EXPIRED },
  { part: "FROM passkeys p WHERE id =", untied: 1, reason: CREDENTIAL },
  { part: "UPDATE passkeys SET counter", untied: 1, reason: CREDENTIAL },
  { part: "FROM passkeys p JOIN users", untied: 1, reason: "says whether there is anybody, not who" },
  { part: "FROM user_links WHERE key =", untied: 1, reason: BY_HASH },
  { part: "UPDATE user_links SET used_at = $1 WHERE key", untied: 1, reason: BY_HASH },
  { part: "UPDATE user_links SET used_at = :now WHERE key", untied: 1, reason: BY_HASH },
  { part: "WHERE kind = 'setup' AND used_at IS NULL", untied: 1, reason: "the first account is anybody's" },
  { part: "DELETE FROM user_links WHERE expires_at <=", untied: 1, reason: EXPIRED },
];
