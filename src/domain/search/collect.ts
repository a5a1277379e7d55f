import { best, leastOfBest } from "./best.ts";
import { addWord, type Candidates, keepOnly, NO_CANDIDATES, toWordList } from "./candidates.ts";
import type { QueryWord, WeightedTerm } from "./plan.ts";
import { decodePostings, mergePostings, type PostingList } from "./posting-list.ts";
import type { IndexReader, StoredPostings } from "./search-index.ts";
import { IMPACT_UNIT, MAX_SATURATED } from "./weights.ts";

/** A word of the query with what it tells. */
export interface RatedWord extends QueryWord {
  /** Inverse frequency times weight. */
  readonly rating: number;
  /** Entries that hold it, at most; from the counts of its terms. */
  readonly found: number;
}

/** What is read of an index here. */
export type PostingsReader = Pick<IndexReader, "count" | "postings">;

export interface Collected {
  /** Best first. */
  readonly numbers: readonly number[];
  /** True when lists were too long to be read whole. */
  readonly bounded: boolean;
  /** True when a common word was left out: there are more entries than these. */
  readonly skipped: boolean;
}

export interface CollectOptions {
  readonly words: readonly RatedWord[];
  /** Terms of which an entry must have one, for every phrase word and every such set. */
  readonly required: readonly (readonly string[])[];
  /** Numbers that may be answered; every number when absent. */
  readonly allowed: ReadonlySet<number> | undefined;
  /** How many candidates are wanted. */
  readonly count: number;
  /** Place in the order from which on a candidate no longer matters. */
  readonly needed: number;
}

/** Lists longer than this are read only when rarer words leave room for their entries. */
const COMMON = 20_000;
/** Entries of lists read for one query. */
const MAX_READ = 4_000_000;

/**
 * The entries that hold most of the query's words, by the impacts in the lists alone. Words are taken rarest first; a
 * common word is left out when no entry that has nothing else could come in among the best (MaxScore, Turtle and Flood
 * 1995); what it adds to the others is found when they are scored.
 */
export async function collect(reader: PostingsReader, options: CollectOptions): Promise<Collected> {
  const { words, required, allowed, count, needed } = options;
  const budget = { left: MAX_READ, bounded: false };
  const open = words.filter(({ found }) => found > 0).toSorted((one, other) => one.found - other.found);
  const lists = await openLists(reader, open, required, budget);
  const gate = gateOf(lists, required);
  const narrow = (all: Candidates) =>
    gate === undefined && allowed === undefined
      ? all
      : keepOnly(all, (number) => gate?.has(number) !== false && allowed?.has(number) !== false);
  let candidates: Candidates = NO_CANDIDATES;
  let skipped = false;
  for (const [index, word] of open.entries()) {
    if (word.found > COMMON && gate === undefined) {
      const rest = open.slice(index).reduce((sum, { rating }) => sum + rating * MAX_SATURATED, 0);
      skipped = rest <= scoreAt(candidates, needed);
      if (skipped) break;
    }
    const list = await lists.ofWord(word);
    // What a filter leaves out must not count among the best that make a common word needless.
    candidates = narrow(addWord(candidates, list, word.rating * IMPACT_UNIT));
  }
  return { numbers: best(candidates, count), bounded: budget.bounded, skipped };
}

interface Budget {
  left: number;
  bounded: boolean;
}

interface Lists {
  ofWord(word: QueryWord): Promise<PostingList>;
  /** The list of terms of which each was required. */
  ofTerms(terms: readonly string[]): PostingList;
}

/** The lists of a query. What is read in any case is read at once: required terms and words that are not common. */
async function openLists(
  reader: PostingsReader,
  words: readonly RatedWord[],
  required: CollectOptions["required"],
  budget: Budget,
): Promise<Lists> {
  const counts = await reader.count([
    ...new Set(words.flatMap(({ terms }) => terms.map(({ term }) => term))),
  ]);
  const rare = words.filter(({ found }) => found <= COMMON).flatMap((word) => distinctTerms(word, counts));
  const sure = new Set([...required.flat(), ...rare.map(({ term }) => term)]);
  const stored = sure.size === 0 ? new Map<string, StoredPostings>() : await reader.postings([...sure]);
  return {
    async ofWord(word) {
      const terms = distinctTerms(word, counts);
      const missing = terms.map(({ term }) => term).filter((term) => !sure.has(term));
      const more = missing.length === 0 ? undefined : await reader.postings(missing);
      const partsOf = (term: string) => stored.get(term) ?? more?.get(term) ?? [];
      return toWordList(
        terms.map(({ term, weight }) => ({ list: decodeAll(partsOf(term), budget), weight })),
      );
    },
    ofTerms: (terms) => mergePostings(terms.map((term) => decodeAll(stored.get(term) ?? [], budget))),
  };
}

/**
 * A stem stands in every entry that its word stands in. Where both are in equally many, and not by chance as with few,
 * they are in the same ones: then the word's own list says it all, and the longest lists are read once.
 */
function distinctTerms({ terms }: QueryWord, counts: ReadonlyMap<string, number>): readonly WeightedTerm[] {
  const ordered = terms.toSorted((one, other) => other.weight - one.weight);
  const seen = new Set<number>();
  return ordered.filter(({ term }) => {
    const count = counts.get(term) ?? 0;
    if (count > COMMON && seen.has(count)) return false;
    seen.add(count);
    return count > 0;
  });
}

/** Entries that have a term of every set; `undefined` when nothing is required. */
function gateOf(lists: Lists, required: CollectOptions["required"]): ReadonlySet<number> | undefined {
  let kept: ReadonlySet<number> | undefined;
  for (const terms of required) {
    const { numbers } = lists.ofTerms(terms);
    const before = kept;
    kept = new Set(before === undefined ? numbers : numbers.filter((number) => before.has(number)));
  }
  return kept;
}

function decodeAll(parts: StoredPostings, budget: Budget): PostingList {
  const lists: PostingList[] = [];
  for (const part of parts) {
    if (budget.left <= 0) {
      budget.bounded = true;
      break;
    }
    const list = decodePostings(part);
    budget.left -= list.numbers.length;
    lists.push(list);
  }
  return mergePostings(lists);
}

/** Score of the candidate at a place in the order, or a little less; below every score when there are fewer. */
function scoreAt(candidates: Candidates, place: number): number {
  if (place <= 0 || candidates.scores.length < place) return Number.NEGATIVE_INFINITY;
  return leastOfBest(candidates, place);
}
