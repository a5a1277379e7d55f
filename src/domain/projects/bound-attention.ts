import type { AttentionStore } from "../briefing/attention-store.ts";
import type { Entry } from "../entries/entry.ts";
import type { EntryFilter, EntryStore, PageRequest } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";

const AT_ONCE = 500;
const STATUSES: EntryFilter = { types: ["status"] };
const ALERTS: EntryFilter = { types: ["alert"], unresolved: true };
const DUE: EntryFilter = { types: ["intention"], state: "fired" };

/** What a project's briefing is made of, out of lists; `entries` are the project's already. */
export function boundAttention(entries: EntryStore): AttentionStore {
  async function listAll(owner: OwnerId, filter: EntryFilter): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    for (let page: PageRequest | undefined = { limit: AT_ONCE }; page !== undefined; ) {
      const listed: readonly Entry[] = await entries.list(owner, filter, page);
      found.push(...listed);
      const last = listed.at(-1);
      page =
        last === undefined || listed.length < AT_ONCE ? undefined : { limit: AT_ONCE, beforeRev: last.rev };
    }
    return found;
  }

  return {
    async readMonitored(owner, limits) {
      const rules = { limit: limits.rules };
      const [statuses, alerts, alertCount, suppressions, patterns] = await Promise.all([
        listAll(owner, STATUSES),
        entries.list(owner, ALERTS, { limit: limits.alerts }),
        entries.count(owner, ALERTS),
        entries.list(owner, { types: ["suppression"] }, rules),
        entries.list(owner, { types: ["pattern"] }, rules),
      ]);
      const changed = alerts.filter(({ rev }) => rev > limits.afterRev);
      const revs = alerts.map(({ rev }) => rev);
      return {
        statuses: latestOfSources(statuses),
        alerts: { revs, changed },
        alertCount,
        suppressions,
        patterns,
      };
    },

    async listDue(owner, _now, limit) {
      const due = await listAll(owner, DUE);
      return due.toSorted(byDueTime).slice(0, Math.max(limit, 0));
    },

    countDue: (owner) => entries.count(owner, DUE),

    countPending: (owner) => entries.count(owner, { types: ["intention"], state: "pending" }),
  };
}

/** The list has the newest change first. */
function latestOfSources(statuses: readonly Entry[]): readonly Entry[] {
  const bySource = new Map<string, Entry>();
  for (const status of statuses) if (!bySource.has(status.source)) bySource.set(status.source, status);
  return [...bySource.values()].sort((one, other) =>
    Buffer.compare(Buffer.from(one.source), Buffer.from(other.source)),
  );
}

/** Times of day of one form compare like texts; what never had one comes first. */
function byDueTime(one: Entry, other: Entry): number {
  const [a, b] = [dueAt(one), dueAt(other)];
  return a === b ? one.rev - other.rev : a < b ? -1 : 1;
}

function dueAt({ data }: Entry): string {
  const at = data.state === "snoozed" ? data.snooze_until : data.deliver_at;
  return typeof at === "string" ? at : "";
}
