import { toIso } from "../clock.ts";
import type { Entry, EntryData, NewEntry } from "../entries/entry.ts";
import { AwarenessError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import type { Caller, Services } from "../services.ts";
import { deliveryTime } from "./intention.ts";
import { nextOccurrence, type Occurrence } from "./next-occurrence.ts";
import { formatRecurrence, parseRecurrence } from "./recurrence-rule.ts";
import { timeZoneOf } from "./time-zone.ts";

/** The next reminder of a series. */
export interface FollowUp {
  readonly next_id: string;
  /** ISO 8601 UTC. */
  readonly next_deliver_at: string;
}

const KEY = "next-of:";

/** Logical key of the reminder that follows this one: one predecessor can have one follower only. */
const keyOfNext = (id: string): string => `${KEY}${id}`;

/**
 * Makes the reminder that comes after `current`, for its completion; `undefined` when it does not recur or the series
 * is over. Repeating the call, at once or after a crash, finds the one already made.
 */
export async function makeFollowUp(
  services: Services,
  caller: Caller,
  current: Entry,
): Promise<FollowUp | undefined> {
  const occurrence = await findOccurrence(services, caller, current);
  if (occurrence === undefined) return undefined;
  const logicalKey = keyOfNext(current.id);
  const { entry } = await services.store.entries.upsert(
    caller.owner,
    { type: "intention", source: current.source, logicalKey },
    toNext(services.newId(), current, occurrence),
    () => undefined,
    caller.author,
  );
  return toFollowUp(entry);
}

/** The reminder that was made when `current` was completed, while it still stands. */
export async function findFollowUp(
  { store }: Pick<Services, "store">,
  caller: Caller,
  current: Entry,
): Promise<FollowUp | undefined> {
  const linked = await store.entries.list(
    caller.owner,
    { types: ["intention"], source: current.source, linksTo: current.id },
    { limit: LIMITS.page },
  );
  const next = linked.find((entry) => entry.logicalKey === keyOfNext(current.id));
  return next === undefined ? undefined : toFollowUp(next);
}

async function findOccurrence(
  services: Services,
  caller: Caller,
  { data }: Entry,
): Promise<Occurrence | undefined> {
  const start = deliveryTime(data);
  if (typeof data.recurrence !== "string" || start === undefined) return undefined;
  const zone = await timeZoneOf(services, caller.owner);
  try {
    const rule = parseRecurrence(data.recurrence);
    return await nextOccurrence({ rule, start, after: services.clock.now(), zone });
  } catch (error) {
    // A rule that was stored before rules were checked must not keep a reminder from being completed.
    if (error instanceof AwarenessError && error.code === "invalid_parameter") return undefined;
    throw error;
  }
}

function toNext(id: string, current: Entry, { at, rule }: Occurrence): NewEntry {
  const { state_reason: _reason, snooze_until: _until, ...kept } = current.data;
  return {
    id,
    type: "intention",
    source: current.source,
    tags: current.tags,
    data: {
      ...kept,
      state: "pending",
      deliver_at: toIso(at),
      recurrence: formatRecurrence(rule),
      related_ids: [current.id, ...otherLinks(current)].slice(0, LIMITS.relatedIds),
    },
    logicalKey: keyOfNext(current.id),
    ...(current.language === undefined ? {} : { language: current.language }),
  };
}

/** What the user linked the reminder to: all but its own predecessor in the series. */
function otherLinks({ data, logicalKey }: Entry): readonly string[] {
  const links: EntryData[string] = data.related_ids ?? [];
  if (!Array.isArray(links)) return [];
  return links.filter((link): link is string => typeof link === "string" && keyOfNext(link) !== logicalKey);
}

function toFollowUp(entry: Entry): FollowUp | undefined {
  const at = deliveryTime(entry.data);
  return at === undefined ? undefined : { next_id: entry.id, next_deliver_at: toIso(at) };
}
