import type { Member, Pool } from "./pool.ts";
import type { DocumentRow, IndexReader } from "./search-index.ts";

/** Shares of a neighbour's score by how many entries of the same source lie between: the answer often lies beside. */
const BESIDE = [0.3, 0.2] as const;
const RELATED = 0.25;
const FAMILY = 0.15;
/** How many of the best ask their neighbours in, and how many their relatives. */
const WITH_NEIGHBOURS = 30;
const WITH_RELATIVES = 10;
const MOST_RELATIVES = 5;
const DAY_MS = 86_400_000;

/**
 * Lets entries that belong together lend each other a share of their own score: those written one after the other into
 * the same source on the same day (UTC), those that name each other as related, and those with a common beginning of
 * their logical keys.
 */
export async function lendContext(reader: IndexReader, pool: Pool, ranked: readonly Member[]): Promise<void> {
  const [beside, relatives] = await Promise.all([
    readBeside(reader, ranked.slice(0, WITH_NEIGHBOURS)),
    readRelatives(reader, ranked.slice(0, WITH_RELATIVES)),
  ]);
  const loans = [...beside, ...relatives];
  await pool.add([...new Set(loans.flatMap(({ to }) => to))]);
  for (const loan of loans) lend(pool, loan);
}

async function readBeside(reader: IndexReader, members: readonly Member[]): Promise<readonly Loan[]> {
  const found = await reader.around(
    members.map(({ row }) => row),
    BESIDE.length,
  );
  return members.flatMap((from, index) =>
    [found[index]?.before, found[index]?.after].map((to = []) => ({
      from,
      to,
      shares: BESIDE,
      applies: isSameDay,
    })),
  );
}

async function readRelatives(reader: IndexReader, members: readonly Member[]): Promise<readonly Loan[]> {
  const numbers = members.map(({ row }) => row.number);
  const [related, families] = await Promise.all([
    reader.related(numbers, MOST_RELATIVES),
    readFamilies(reader, numbers),
  ]);
  return members.flatMap((from, index) => [
    { from, to: related[index] ?? [], shares: [RELATED], applies: always },
    { from, to: families.get(from.row.number) ?? [], shares: [FAMILY], applies: always },
  ]);
}

async function readFamilies(
  reader: IndexReader,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const keys = await reader.logicalKeys(numbers);
  const wanted = numbers.flatMap((number) => {
    const family = familyOf(keys.get(number));
    return family === undefined ? [] : [{ number, family }];
  });
  const found = wanted.length === 0 ? [] : await reader.families(wanted, MOST_RELATIVES);
  return new Map(wanted.map(({ number }, index) => [number, found[index] ?? []]));
}

/** What one entry lends to others; `shares` by their place, the last one for all further ones. */
interface Loan {
  readonly from: Member;
  readonly to: readonly number[];
  readonly shares: readonly number[];
  readonly applies: Condition;
}

type Condition = (one: DocumentRow, other: DocumentRow) => boolean;
const always: Condition = () => true;
const isSameDay: Condition = (one, other) =>
  Math.floor(one.createdAt / DAY_MS) === Math.floor(other.createdAt / DAY_MS);

function lend(pool: Pool, { from, to, shares, applies }: Loan): void {
  for (const [index, number] of to.entries()) {
    const member = pool.members.get(number);
    if (member === undefined || member === from || !applies(from.row, member.row)) continue;
    member.lent += from.own.score * (shares[index] ?? shares.at(-1) ?? 0);
  }
}

/** The part of a logical key before its last separator: `project:decisions` of `project:decisions:3`. */
export function familyOf(logicalKey: string | undefined): string | undefined {
  const end = logicalKey?.search(/[:/.][^:/.]*$/) ?? -1;
  return end > 0 ? logicalKey?.slice(0, end + 1) : undefined;
}
