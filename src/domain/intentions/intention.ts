import type { Entry, EntryData } from "../entries/entry.ts";

/** States of an intention. `fired` is also how one shows whose time has come. */
export const INTENTION_STATES = ["pending", "fired", "active", "completed", "snoozed", "cancelled"] as const;
export type IntentionState = (typeof INTENTION_STATES)[number];

export const URGENCIES = ["low", "normal", "high"] as const;
export type Urgency = (typeof URGENCIES)[number];

/**
 * The state an intention is in at `now` (ms since 1970): a pending one whose `deliver_at` has come, and a snoozed one
 * whose `snooze_until` has come, is fired. Nothing needs to be written for that.
 */
export function effectiveState(data: EntryData, now: number): string {
  const state = typeof data.state === "string" && data.state !== "" ? data.state : "pending";
  if (state === "pending" && isPast(data.deliver_at, now)) return "fired";
  if (state === "snoozed" && isPast(data.snooze_until, now)) return "fired";
  return state;
}

/** An entry as it is at `now`: intentions in their effective state, everything else unchanged. */
export function atPresent(entry: Entry, now: number): Entry {
  if (entry.type !== "intention") return entry;
  const state = effectiveState(entry.data, now);
  return state === entry.data.state ? entry : { ...entry, data: { ...entry.data, state } };
}

/** When an intention is to be delivered, ms since 1970; `undefined` when it has no time. */
export function deliveryTime(data: EntryData): number | undefined {
  const at = typeof data.deliver_at === "string" ? Date.parse(data.deliver_at) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function isPast(time: unknown, now: number): boolean {
  return typeof time === "string" && Date.parse(time) <= now;
}
