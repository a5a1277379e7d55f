import type { Entry, EntryChange } from "../entries/entry.ts";
import type { EntryStore } from "../entries/entry-store.ts";
import { isInside, narrow, type Project, requireInside } from "./project.ts";

/** Leaves a transaction whose entry is none of the project's. */
class Outside extends Error {}

/** The entries of a project: others are unknown, and nothing is written anywhere else. */
export function boundEntries(entries: EntryStore, project: Project): EntryStore {
  return {
    async insert(owner, entry, author) {
      requireInside(project, entry);
      return entries.insert(owner, entry, author);
    },

    async upsert(owner, key, entry, merge, author) {
      requireInside(project, key);
      const checked = (current: Entry) => checkChange(project, current, merge(current));
      return entries.upsert(owner, key, entry, checked, author);
    },

    async change(owner, id, rule, author) {
      const checked = (current: Entry) => {
        if (!isInside(project, current)) throw new Outside();
        return checkChange(project, current, rule(current));
      };
      try {
        return await entries.change(owner, id, checked, author);
      } catch (error) {
        if (error instanceof Outside) return undefined;
        throw error;
      }
    },

    async findById(owner, id) {
      const found = await entries.findById(owner, id);
      return found !== undefined && isInside(project, found) ? found : undefined;
    },

    list: (owner, filter, page) => entries.list(owner, narrow(project, filter), page),

    count: (owner, filter) => entries.count(owner, narrow(project, filter)),
  };
}

function checkChange(
  project: Project,
  { type }: Entry,
  change: EntryChange | undefined,
): EntryChange | undefined {
  if (change?.source !== undefined) requireInside(project, { type, source: change.source });
  return change;
}
