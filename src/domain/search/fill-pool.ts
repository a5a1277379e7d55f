import type { EntryFilter } from "../entries/entry-store.ts";
import { collect, type RatedWord } from "./collect.ts";
import type { QueryPlan } from "./plan.ts";
import type { Member, Pool } from "./pool.ts";
import type { IndexReader } from "./search-index.ts";

/** Which entries may be answered. */
export interface Eligibility {
  /** Numbers that meet the filter; absent when there is none, or when too many do. */
  readonly allowed?: ReadonlySet<number>;
  /** Those of the members that may be answered. */
  keep(members: readonly Member[]): Promise<readonly Member[]>;
}

export interface FillOptions {
  readonly filter: EntryFilter;
  readonly plan: QueryPlan;
  readonly words: readonly RatedWord[];
  readonly eligibility: Eligibility;
  /** How many of the best are wanted. */
  readonly wanted: number;
}

/** Entries scored in full, at least. */
const POOL = 120;
const CHUNK = 400;
const MOST_CHECKED = 20_000;
/** A filter that at most so many entries meet is looked up first; another is asked of candidates. */
const SELECTIVE = 20_000;

/** Numbers that meet a filter; `undefined` when there is none, or when too many do. */
export type Allowed = ReadonlySet<number> | undefined;

export async function findAllowed(reader: IndexReader, filter: EntryFilter): Promise<Allowed> {
  if (Object.keys(filter).length === 0) return undefined;
  const numbers = await reader.filtered(filter, SELECTIVE + 1);
  return numbers.length <= SELECTIVE ? new Set(numbers) : undefined;
}

export function createEligibility(reader: IndexReader, filter: EntryFilter, allowed: Allowed): Eligibility {
  const isIncluded = ({ own }: Member) => !own.excluded;
  if (Object.keys(filter).length === 0) return { keep: async (members) => members.filter(isIncluded) };
  if (allowed !== undefined) {
    return {
      allowed,
      keep: async (members) =>
        members.filter((member) => isIncluded(member) && allowed.has(member.row.number)),
    };
  }
  return {
    async keep(members) {
      const included = members.filter(isIncluded);
      const ids = [...(await reader.ids(included.map(({ row }) => row.number))).values()];
      const kept = new Set(await reader.filtered({ ...filter, ids }, ids.length));
      return included.filter(({ row }) => kept.has(row.number));
    },
  };
}

/** What was found beside what is in the pool. */
export interface Filled {
  readonly bounded: boolean;
  /** The next candidates, by the lists alone and best first: `count` of them, or all there are. */
  next(count: number): Promise<readonly number[]>;
}

/**
 * Scores the best candidates. Always the same ones, however many hits are wanted, so that the pages of one query fit
 * together; what comes after them keeps the order of the lists.
 */
export async function fillPool(reader: IndexReader, pool: Pool, options: FillOptions): Promise<Filled> {
  const { plan, words, eligibility, filter, wanted } = options;
  const strict = plan.phrases.length + plan.excludedWords.length + plan.excludedPhrases.length > 0;
  if (words.length === 0) {
    const enough = Math.max(POOL, wanted);
    const numbers = await reader.filtered(filter, strict ? MOST_CHECKED : enough);
    const cut = await addUntil(pool, numbers, eligibility, enough);
    return { bounded: cut, next: async () => [] };
  }
  const allowed = eligibility.allowed ?? reader.seen;
  // Of those that are left out again nobody knows how many come first, so more are needed.
  const loose = strict || (eligibility.allowed === undefined && Object.keys(filter).length > 0);
  const required = plan.phrases.flat().filter(({ length }) => length > 0);
  const find = (count: number, needed: number) =>
    collect(reader, { words, required, allowed, count, needed });
  const needed = loose ? MOST_CHECKED : POOL;
  const found = await find(needed, needed);
  const cut = await addUntil(pool, found.numbers, eligibility, POOL);
  return {
    bounded: found.bounded || cut,
    async next(count) {
      const enough = Math.min(MOST_CHECKED, pool.members.size + count);
      const more = enough > needed ? await find(enough, needed) : found;
      // Only when those with rarer words are all told does it matter who has nothing but the common ones.
      const isLast = more.skipped && more.numbers.length < enough;
      const all = isLast ? await find(enough, Number.POSITIVE_INFINITY) : more;
      return [...new Set([...more.numbers, ...all.numbers])].filter((number) => !pool.members.has(number));
    },
  };
}

/** Adds entries until enough may be answered; true when there were too many to look at them all. */
async function addUntil(
  pool: Pool,
  numbers: readonly number[],
  eligibility: Eligibility,
  enough: number,
): Promise<boolean> {
  let kept = 0;
  for (let start = 0; start < numbers.length && kept < enough; start += CHUNK) {
    const added = await pool.add(numbers.slice(start, start + CHUNK));
    kept += (await eligibility.keep(added)).length;
  }
  return kept < enough && numbers.length === MOST_CHECKED;
}
