import { toIso } from "../clock.ts";
import type { Entry, EntryContent, EntryData, EntryVersion, Json } from "./entry.ts";
import { sameJson } from "./note-content.ts";

/** One edit: when, and what the changed fields were before. */
export interface ChangelogItem {
  readonly updated: string;
  /** Field name to previous value; `null` where the field was absent. */
  readonly changed: Readonly<Record<string, Json>>;
}

/** Edits that come with an entry, the newest; `get_history` pages through all of them. */
export const MAX_CHANGELOG = 100;

/** The edits of an entry, oldest first, read off its history; deletes and restores change no content and are left out. */
export function toChangelog(superseded: readonly EntryVersion[], current: Entry): readonly ChangelogItem[] {
  const states = [...superseded, { ...current, at: current.changedAt }];
  const items: ChangelogItem[] = [];
  for (const [index, state] of states.entries()) {
    const before = states[index - 1];
    if (before === undefined || (state.change !== "updated" && state.change !== "reverted")) continue;
    const changed = changedFields(before, state);
    if (Object.keys(changed).length > 0) items.push({ updated: toIso(state.at), changed });
  }
  return items;
}

function changedFields(before: EntryContent, after: EntryContent): Record<string, Json> {
  const changed: Record<string, Json> = {};
  if (before.source !== after.source) changed.source = before.source;
  if (!sameJson(before.tags, after.tags)) changed.tags = before.tags;
  if (before.language !== after.language) changed.language = before.language ?? null;
  for (const field of allKeys(before.data, after.data)) {
    if (!sameJson(before.data[field], after.data[field])) changed[field] = before.data[field] ?? null;
  }
  return changed;
}

function allKeys(one: EntryData, other: EntryData): Iterable<string> {
  return new Set([...Object.keys(one), ...Object.keys(other)]);
}
