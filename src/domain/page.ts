import type { CursorPosition } from "./cursor.ts";
import { invalidParameter } from "./errors.ts";
import { DEFAULT_PAGE } from "./limits.ts";
import type { OwnerId } from "./owner.ts";
import type { Services } from "./services.ts";

/** What a caller says about paging; a cursor and an offset exclude each other. */
export interface PageInput {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The part of a page that every list answers. */
export interface PageEnvelope {
  readonly limit: number;
  readonly offset: number;
  readonly has_more: boolean;
  /** Present when there is more and the page was not empty. */
  readonly next_cursor?: string;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly envelope: PageEnvelope;
}

export interface PageQuery<Row> {
  readonly input: PageInput;
  /** Names the list and its filters; a cursor is good for exactly this. */
  readonly query: string;
  readonly defaultLimit?: number;
  /** Reads at most `limit` rows after `position` (or after `offset` rows). */
  fetch(limit: number, position: CursorPosition | undefined, offset: number): Promise<readonly Row[]>;
  /** Where a page that ends with this row ended. */
  positionOf(row: Row): CursorPosition;
}

/** One page, read with a look-ahead row that decides `has_more` and is then dropped. */
export async function readPage<Row>(
  { cursors }: Pick<Services, "cursors">,
  owner: OwnerId,
  { input, query, defaultLimit = DEFAULT_PAGE, fetch, positionOf }: PageQuery<Row>,
): Promise<Page<Row>> {
  const limit = input.limit ?? defaultLimit;
  const offset = input.offset ?? 0;
  if (input.cursor !== undefined && offset > 0) {
    throw invalidParameter("offset", "Pass either cursor or offset, not both; a cursor is the stable one.");
  }
  const start = input.cursor === undefined ? undefined : cursors.open(owner, query, input.cursor);
  const found = await fetch(limit + 1, start, offset);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit;
  const envelope = { limit, offset, has_more: more };
  if (!more || last === undefined) return { rows, envelope };
  return { rows, envelope: { ...envelope, next_cursor: cursors.seal(owner, query, positionOf(last)) } };
}

/** Stable text of a query for cursors: members in given order, absent ones left out. */
export function queryKey(name: string, filters: object): string {
  return `${name} ${JSON.stringify(filters)}`;
}
