import { type Alert, toAlert } from "../../../../src/domain/alerts/alert.ts";
import { type Pattern, toPattern } from "../../../../src/domain/briefing/patterns.ts";
import { type Suppression, toSuppression } from "../../../../src/domain/briefing/suppressions.ts";
import type { Entry, EntryData } from "../../../../src/domain/entries/entry.ts";

/** An entry with the given parts, everything else harmless. */
export function anEntry(over: Partial<Entry> = {}): Entry {
  return {
    id: "e1",
    type: "note",
    source: "nas",
    tags: [],
    data: {},
    createdAt: 0,
    changedAt: 0,
    rev: 1,
    version: 1,
    change: "created",
    author: { by: "t", tool: "t" },
    ...over,
  };
}

export function anAlert(data: EntryData = {}, over: Partial<Entry> = {}): Alert {
  const all = {
    alert_id: "disk-full",
    level: "warning",
    alert_type: "threshold",
    message: "Disk is 95% full",
    ...data,
  };
  return toAlert(anEntry({ type: "alert", data: all, ...over }));
}

export function aSuppression(data: EntryData = {}, over: Partial<Entry> = {}): Suppression {
  return toSuppression(
    anEntry({ type: "suppression", source: "", data: { suppress_level: "warning", ...data }, ...over }),
  );
}

export function aPattern(effect: string, conditions: EntryData = {}, over: Partial<Entry> = {}): Pattern {
  const pattern = toPattern(anEntry({ type: "pattern", source: "", data: { effect, conditions }, ...over }));
  if (pattern === undefined) throw new Error("the pattern dismisses nothing");
  return pattern;
}
