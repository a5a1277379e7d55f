import { toIso } from "../clock.ts";
import type { Entry, EntryType } from "../entries/entry.ts";
import { describe } from "../entries/entry-json.ts";
import type { Caller, Services } from "../services.ts";
import { toHeadline } from "./headline.ts";

/** Changes since a time; the counts are complete, the headlines a few. */
export interface RecentChanges {
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Entries changed by anybody, the caller included. */
  readonly changed: number;
  /** Entries last changed by another client than the caller. */
  readonly by_others: number;
  /** The newest of those, as `source: description`, cut. */
  readonly headlines: readonly string[];
}

const HEADLINES = 3;
const HEADLINE_CHARS = 80;

export async function recentChanges(
  { store }: Services,
  caller: Caller,
  types: readonly EntryType[],
  since: number,
): Promise<RecentChanges> {
  const { by, client } = caller.author;
  const changed = { types, changedSince: since };
  const byOthers = { ...changed, notWrittenBy: { by, ...(client === undefined ? {} : { client }) } };
  const [all, others, newest] = await Promise.all([
    store.entries.count(caller.owner, changed),
    store.entries.count(caller.owner, byOthers),
    store.entries.list(caller.owner, byOthers, { limit: HEADLINES }),
  ]);
  return { since: toIso(since), changed: all, by_others: others, headlines: newest.map(headline) };
}

function headline(entry: Entry): string {
  return toHeadline(`${entry.source}: ${describe(entry)}`, HEADLINE_CHARS);
}
