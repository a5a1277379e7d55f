import type { Entry, EntryChange, EntryContent } from "../../domain/entries/entry.ts";

/** The content of an entry after a change. */
export function changedContent(entry: Entry, change: EntryChange): EntryContent {
  const logicalKey = Object.hasOwn(change, "logicalKey") ? change.logicalKey : entry.logicalKey;
  const language = Object.hasOwn(change, "language") ? change.language : entry.language;
  const expiresAt = Object.hasOwn(change, "expiresAt") ? change.expiresAt : entry.expiresAt;
  return {
    type: entry.type,
    source: change.source ?? entry.source,
    tags: change.tags ?? entry.tags,
    data: change.data ?? entry.data,
    ...(logicalKey === undefined ? {} : { logicalKey }),
    ...(language === undefined ? {} : { language }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
