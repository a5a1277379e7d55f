import type { RatedWord } from "./collect.ts";
import type { Matcher } from "./match.ts";
import { scoreWords, type WordScore } from "./score.ts";
import type { DocumentRow, IndexReader } from "./search-index.ts";

/** An entry that may be answered, or that lends to one. */
export interface Member {
  readonly row: DocumentRow;
  readonly own: WordScore;
  /** What neighbours lend. */
  lent: number;
}

export interface Pool {
  readonly members: Map<number, Member>;
  /** Reads and scores entries that are not in the pool yet. */
  add(numbers: readonly number[]): Promise<readonly Member[]>;
  addRows(rows: readonly DocumentRow[]): readonly Member[];
}

const EXCLUDED: WordScore = { score: 0, nearness: 0, tagged: 0, matches: [], excluded: true };

/** `superseded` are numbers whose index no longer holds: their current state is added by itself. */
export function createPool(
  reader: IndexReader,
  matcher: Matcher,
  words: readonly RatedWord[],
  superseded: ReadonlySet<number>,
): Pool {
  const members = new Map<number, Member>();
  const seen = new Set<number>();

  function addRows(rows: readonly DocumentRow[]): readonly Member[] {
    const added: Member[] = [];
    for (const row of rows) {
      if (members.has(row.number)) continue;
      const matches = matcher(row.forward);
      const own = matches === undefined ? EXCLUDED : scoreWords(words, matches);
      const member = { row, own, lent: 0 };
      members.set(row.number, member);
      added.push(member);
    }
    return added;
  }

  return {
    members,
    addRows,
    async add(numbers) {
      const fresh = numbers.filter((number) => !seen.has(number) && !superseded.has(number));
      for (const number of fresh) seen.add(number);
      return fresh.length === 0 ? [] : addRows(await reader.documents(fresh));
    },
  };
}
