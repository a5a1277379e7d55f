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
];
