import { type Entry, KNOWLEDGE_TYPES } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { Caller, Services } from "../services.ts";
import { alertLine, lineOf, nameOf, provenance, STORED_NOTES, section, toMarkdown } from "./digest.ts";

const MAX_ALERTS = 30;
const MAX_ENTRIES = 100;
const LINE_CHARS = 150;
const HOUR_MS = 3_600_000;

/** Alerts and knowledge that changed in the last hours, the caller's own changes included. */
export async function catchUp({ store, clock }: Services, caller: Caller, hours: number): Promise<string> {
  const { owner } = caller;
  const changedSince = clock.now() - hours * HOUR_MS;
  const alertFilter: EntryFilter = { types: ["alert"], changedSince };
  const filter: EntryFilter = { types: KNOWLEDGE_TYPES, changedSince };
  const [alerts, alertsTotal, entries, total] = await Promise.all([
    store.entries.list(owner, alertFilter, { limit: MAX_ALERTS }),
    store.entries.count(owner, alertFilter),
    store.entries.list(owner, filter, { limit: MAX_ENTRIES }),
    store.entries.count(owner, filter),
  ]);
  const heading = `The last ${hours === 1 ? "hour" : `${hours} hours`}`;
  if (alertsTotal === 0 && total === 0)
    return toMarkdown(heading, ["Nothing has changed; you are up to date."]);
  const rest = total - entries.length;
  return toMarkdown(heading, [
    STORED_NOTES,
    ...(alerts.length === 0
      ? []
      : [
          section(
            `Alerts (${alertsTotal})`,
            alerts.map((alert) => alertLine(alert, ` ${nameOf(alert.source)}`)),
            alertsTotal,
          ),
        ]),
    ...bySource(entries).map(([source, lines]) => section(nameOf(source), lines)),
    ...(rest > 0 ? [`(and ${rest} more changes of knowledge)`] : []),
  ]);
}

function bySource(entries: readonly Entry[]): readonly (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const entry of entries) {
    const lines = groups.get(entry.source) ?? [];
    groups.set(entry.source, lines);
    const state = entry.updatedAt === undefined ? "new" : "updated";
    lines.push(`- [${state}] ${lineOf(entry, LINE_CHARS)} (${provenance(entry)})`);
  }
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
