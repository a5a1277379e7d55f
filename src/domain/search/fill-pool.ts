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

export async function createEligibility(reader: IndexReader, filter: EntryFilter): Promise<Eligibility> {
  const isIncluded = ({ own }: Member) => !own.excluded;
  if (Object.keys(filter).length === 0) return { keep: async (members) => members.filter(isIncluded) };
  const numbers = await reader.filtered(filter, SELECTIVE + 1);
  if (numbers.length <= SELECTIVE) {
    const allowed = new Set(numbers);
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

/** Scores candidates, best first, until enough of them may be answered. */
export async function fillPool(
  reader: IndexReader,
  pool: Pool,
  options: FillOptions,
): Promise<{ readonly bounded: boolean }> {
  const { plan, words, eligibility, filter, wanted } = options;
  const strict = plan.phrases.length + plan.excludedWords.length + plan.excludedPhrases.length > 0;
  const enough = Math.max(POOL, wanted);
  if (words.length === 0) {
    const numbers = await reader.filtered(filter, strict ? MOST_CHECKED : enough);
    return { bounded: await addUntil(pool, numbers, eligibility, enough) };
  }
  const { allowed } = eligibility;
  // Of those that are left out again nobody knows how many come first, so more are needed.
  const loose = strict || (allowed === undefined && Object.keys(filter).length > 0);
  const required = plan.phrases.flat().filter(({ length }) => length > 0);
  const found = await collect(reader, {
    words,
    required,
    allowed,
    count: loose ? MOST_CHECKED : enough,
    needed: loose ? MOST_CHECKED : wanted,
  });
  const cut = await addUntil(pool, found.numbers, eligibility, enough);
  return { bounded: found.bounded || cut };
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
