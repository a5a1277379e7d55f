import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import type { PostingsRow, Segment } from "../shared/claimed-index.ts";

export interface SearchOwner {
  readonly indexed_rev: number;
  readonly analyser: number;
}

const READ_OWNER = /* sql */ `
  SELECT indexed_rev, analyser FROM search_owners WHERE owner_id = :owner`;

const CLAIM = /* sql */ `
  INSERT INTO search_owners (owner_id, indexed_rev, analyser, next_segment, claim, claimed_until)
  VALUES (:owner, 0, :analyser, 1, :claim, :until)
  ON CONFLICT (owner_id) DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until
   WHERE search_owners.claimed_until <= :now AND search_owners.analyser <= :analyser`;

const RELEASE = /* sql */ `
  UPDATE search_owners SET claimed_until = 0 WHERE owner_id = :owner AND claim = :claim`;

const RENEW = /* sql */ `
  UPDATE search_owners SET claimed_until = :until WHERE owner_id = :owner AND claim = :claim`;

const START_ANEW = /* sql */ `
  UPDATE search_owners SET indexed_rev = 0, analyser = :analyser WHERE owner_id = :owner`;

const TAKE_NUMBER = /* sql */ `
  UPDATE search_owners SET next_segment = next_segment + 1 WHERE owner_id = :owner RETURNING next_segment - 1`;

const LIST = /* sql */ `
  SELECT segment, low_rev, high_rev, entries, analyser, checked_at
    FROM search_segments WHERE owner_id = :owner AND live = :live ORDER BY high_rev`;

const ADD = /* sql */ `
  INSERT INTO search_segments (owner_id, segment, low_rev, high_rev, entries, analyser, live, checked_at)
  VALUES (:owner, :segment, :low_rev, :high_rev, :entries, :analyser, 0, :checked_at)`;

const SET_LIVE = /* sql */ `
  UPDATE search_segments SET live = :live, entries = :entries WHERE owner_id = :owner AND segment = :segment`;

const SET_CHECKED = /* sql */ `
  UPDATE search_segments SET checked_at = :now WHERE owner_id = :owner AND segment = :segment`;

const COUNT_VALID = /* sql */ `
  SELECT count(*) FROM entries INDEXED BY entries_rev
   WHERE owner_id = :owner AND rev BETWEEN :low_rev AND :high_rev`;

const REMOVE = /* sql */ `
  DELETE FROM search_segments WHERE owner_id = :owner AND segment = :segment`;

const ADD_POSTINGS = /* sql */ `
  INSERT INTO search_postings (owner_id, segment, term, found, postings) VALUES (?, ?, ?, ?, ?)`;

const REMOVE_POSTINGS = /* sql */ `
  DELETE FROM search_postings
   WHERE n IN (SELECT n FROM search_postings WHERE owner_id = :owner AND segment = :segment LIMIT 1000)`;

const NEXT_POSTINGS = /* sql */ `
  SELECT term, found, postings
    FROM search_postings
   WHERE owner_id = :owner AND segment = :segment AND term > :after
   ORDER BY term LIMIT 200`;

/** The statements that the upkeep of the index is made of. Writes must run inside a transaction. */
export interface SearchSegments {
  owner(owner: OwnerId): SearchOwner | undefined;
  /** Takes the owner's index until a time (ms since 1970), under a number; false when another one has it. */
  claim(
    owner: OwnerId,
    claim: number,
    times: { readonly now: number; readonly until: number },
    analyser: number,
  ): boolean;
  /** Keeps it longer; false when it is lost. */
  renew(owner: OwnerId, claim: number, until: number): boolean;
  release(owner: OwnerId, claim: number): void;
  /** Everything is to be indexed again. */
  startAnew(owner: OwnerId, analyser: number): void;
  live(owner: OwnerId): readonly Segment[];
  unfinished(owner: OwnerId): readonly Segment[];
  /** Begins a part; answers its number. */
  begin(owner: OwnerId, part: Omit<Segment, "segment">): number;
  finish(owner: OwnerId, segment: number, entries: number): void;
  /** Entries that have not changed since the part was made. */
  countValid(owner: OwnerId, segment: Segment): number;
  setChecked(owner: OwnerId, segment: number, now: number): void;
  /** The part is no longer read; its rows go with `removeRows`. */
  retire(owner: OwnerId, segment: Segment): void;
  addRow(owner: OwnerId, segment: number, row: PostingsRow): void;
  /** Removes rows of a part that is not read, and the part with the last of them; false when nothing is left. */
  removeRows(owner: OwnerId, segment: number): boolean;
  rowsAfter(owner: OwnerId, segment: number, term: string): readonly PostingsRow[];
}

export function createSearchSegments(db: Database): SearchSegments {
  const readOwner = db.prepare<unknown[], SearchOwner>(READ_OWNER);
  const claim = db.prepare(CLAIM);
  const renew = db.prepare(RENEW);
  const release = db.prepare(RELEASE);
  const startAnew = db.prepare(START_ANEW);
  const takeNumber = db.prepare<unknown[], number>(TAKE_NUMBER).pluck();
  const list = db.prepare<unknown[], Segment>(LIST);
  const add = db.prepare(ADD);
  const setLive = db.prepare(SET_LIVE);
  const remove = db.prepare(REMOVE);
  const setChecked = db.prepare(SET_CHECKED);
  const countValid = db.prepare<unknown[], number>(COUNT_VALID).pluck();
  const addPostings = db.prepare(ADD_POSTINGS);
  const removePostings = db.prepare(REMOVE_POSTINGS);
  const nextPostings = db.prepare<unknown[], PostingsRow>(NEXT_POSTINGS);

  return {
    owner: (owner) => readOwner.get({ owner }),
    claim: (owner, number, times, analyser) =>
      claim.run({ owner, claim: number, ...times, analyser }).changes > 0,
    renew: (owner, number, until) => renew.run({ owner, claim: number, until }).changes > 0,
    release: (owner, number) => void release.run({ owner, claim: number }),
    startAnew: (owner, analyser) => void startAnew.run({ owner, analyser }),
    live: (owner) => list.all({ owner, live: 1 }),
    unfinished: (owner) => list.all({ owner, live: 0 }),
    begin(owner, part) {
      const segment = takeNumber.get({ owner }) as number;
      add.run({ owner, segment, ...part });
      return segment;
    },
    finish: (owner, segment, entries) => void setLive.run({ owner, segment, entries, live: 1 }),
    countValid: (owner, { low_rev, high_rev }) => countValid.get({ owner, low_rev, high_rev }) ?? 0,
    setChecked: (owner, segment, now) => void setChecked.run({ owner, segment, now }),
    retire: (owner, { segment, entries }) => void setLive.run({ owner, segment, entries, live: 0 }),
    addRow: (owner, segment, { term, found, postings }) =>
      void addPostings.run(owner, segment, term, found, postings),
    removeRows(owner, segment) {
      if (removePostings.run({ owner, segment }).changes > 0) return true;
      remove.run({ owner, segment });
      return false;
    },
    rowsAfter: (owner, segment, after) => nextPostings.all({ owner, segment, after }),
  };
}
