import type { EntryFilter } from "../entries/entry-store.ts";
import type { RatedWord } from "./collect.ts";
import { lendContext } from "./context.ts";
import {
  type Allowed,
  createEligibility,
  type Eligibility,
  type Filled,
  fillPool,
  findAllowed,
} from "./fill-pool.ts";
import { fuse } from "./fuse.ts";
import { completeLoneCharacters } from "./lone-characters.ts";
import { createMatcher } from "./match.ts";
import { planQuery, type QueryLanguages, type QueryPlan, type QueryWord } from "./plan.ts";
import { createPool, type Member, type Pool } from "./pool.ts";
import type { ParsedQuery } from "./query.ts";
import { rateWords } from "./rate-words.ts";
import { idealScore } from "./score.ts";
import type { IndexReader } from "./search-index.ts";
import type { Analyser } from "./terms.ts";
import type { NearEntry } from "./vector-index.ts";
import { createVocabulary } from "./vocabulary.ts";
import type { WaitingDocument } from "./waiting.ts";

export interface RankOptions {
  readonly query: ParsedQuery;
  readonly filter: EntryFilter;
  readonly languages: QueryLanguages;
  readonly waiting: readonly WaitingDocument[];
  /** How many of the best are wanted. */
  readonly wanted: number;
  /** What is near in meaning; left out without vectors. */
  readonly near?: Near | undefined;
}

/** The entries near in meaning, and among which they were looked for. */
export interface Near {
  readonly entries: readonly NearEntry[];
  readonly allowed: Allowed;
}

/** One entry in the order of the words. */
export interface Ranked {
  readonly member: Member;
  readonly score: number;
  /** 0..1: `score` against that of an entry that holds every word once. */
  readonly similarity: number;
  /** What being new adds. */
  readonly recency: number;
  /** How near in meaning it is; absent when it is not among the nearest. */
  readonly near?: NearEntry;
  /** Its place in both orders as one number; absent without vectors. */
  readonly fused?: number;
}

export interface RankedWords {
  /** Best first, the last changed first among equals. */
  readonly ranked: readonly Ranked[];
  readonly plan: QueryPlan;
  readonly words: readonly RatedWord[];
  /** Words that were looked for as others. */
  readonly repaired: readonly QueryWord[];
  /** True when older or more entries were not looked at. */
  readonly bounded: boolean;
}

const RECENCY = 0.1;
const HALF_LIFE_MS = 60 * 86_400_000;
const MOST_TRASHED = 5_000;
const DAY_MS = 86_400_000;

/** The entries that answer a query best by its words. */
export async function rankByWords(
  reader: IndexReader,
  analyser: Analyser,
  { query, filter, languages, waiting, wanted, near: given }: RankOptions,
): Promise<RankedWords> {
  const vocabulary = createVocabulary(waiting);
  const planned = planQuery(query, languages, analyser);
  const completed = await completeLoneCharacters(reader, vocabulary, planned);
  if (completed.words.length === 0 && saysSomething(query))
    return { ranked: [], plan: completed, words: [], repaired: [], bounded: false };

  const [{ words, repaired }, trashed, allowed] = await Promise.all([
    rateWords(reader, completed.words, waiting, vocabulary),
    reader.trashed(MOST_TRASHED),
    given === undefined ? findAllowed(reader, filter) : given.allowed,
  ]);
  const plan = { ...completed, words };
  const superseded = new Set([...waiting.map(({ row }) => row.number), ...trashed]);
  const pool = createPool(reader, createMatcher(plan), words, superseded);
  pool.addRows(waiting.map(({ row }) => row));
  const eligibility = createEligibility(reader, filter, allowed);
  const filled = await fillPool(reader, pool, { filter, plan, words, eligibility, wanted });
  const near = given?.entries ?? [];
  await pool.add(near.map(({ number }) => number));
  const first = [...pool.members.values()].filter(({ own }) => own.score > 0);
  await lendContext(reader, pool, first.toSorted(byOwnScore));
  const ideal = idealScore(words);
  const kept = (await eligibility.keep([...pool.members.values()])).map((member) =>
    toRanked(member, ideal, reader.now),
  );
  const byWords = kept
    .filter(({ member }) => member.own.score > 0 || words.length === 0)
    .toSorted((one, other) => other.score - one.score || other.member.row.rev - one.member.row.rev);
  const wordless = kept.filter(({ member }) => member.own.score <= 0 && words.length > 0);
  const numbers = new Set(near.map(({ number }) => number));
  const others = wordless.filter(({ member }) => numbers.has(member.row.number));
  const head = near.length === 0 ? byWords : fuse(byWords, others, near);
  const following = await followers({ pool, filled, eligibility, count: wanted - head.length });
  const tail = following.map((member) => toRanked(member, ideal, reader.now));
  return { ranked: [...head, ...tail], plan, words, repaired, bounded: filled.bounded };
}

interface Following {
  readonly pool: Pool;
  readonly filled: Filled;
  readonly eligibility: Eligibility;
  readonly count: number;
}

const AT_ONCE = 400;

/** What comes after the best, for those who leaf on so far. */
async function followers({ pool, filled, eligibility, count }: Following): Promise<readonly Member[]> {
  if (count <= 0) return [];
  const found: Member[] = [];
  const numbers = await filled.next(count);
  for (let start = 0; start < numbers.length && found.length < count; start += AT_ONCE) {
    const added = await pool.add(numbers.slice(start, start + AT_ONCE));
    const places = new Map(numbers.map((number, place) => [number, place]));
    const kept = (await eligibility.keep(added)).filter(({ own }) => own.score > 0);
    found.push(...kept.toSorted((one, other) => placeOf(places, one) - placeOf(places, other)));
  }
  return found;
}

const placeOf = (places: ReadonlyMap<number, number>, { row }: Member): number => places.get(row.number) ?? 0;

/** False for a query of filters and exclusions alone, which everything that is left answers. */
function saysSomething({ words, phrases }: ParsedQuery): boolean {
  return [words, ...phrases].some((text) => text.trim() !== "");
}

function byOwnScore(one: Member, other: Member): number {
  return other.own.score - one.own.score || other.row.rev - one.row.rev;
}

function toRanked(member: Member, ideal: number, now: number): Ranked {
  const { own, lent, row } = member;
  // By the day, so that a ranking does not change between two pages.
  const age = Math.max(0, Math.floor(now / DAY_MS) * DAY_MS - row.changedAt);
  const recency = RECENCY * 2 ** (-age / HALF_LIFE_MS);
  const said = own.score + own.tagged + lent;
  const similarity = ideal > 0 ? Math.min(1, (own.score + lent) / ideal) : 0;
  return { member, score: said + recency, similarity, recency };
}
