import type { ActivityStore } from "../activity/activity-store.ts";
import type { Entry } from "../entries/entry.ts";
import type { EntryStore, PageRequest } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import { type Project, refuse } from "./project.ts";

const AT_ONCE = 500;

/** What was read and done in a project; `entries` are the project's already. */
export function boundActivity(activity: ActivityStore, entries: EntryStore, sources: Project): ActivityStore {
  /** What of a piece of the project's list nobody has read since. */
  async function unread(owner: OwnerId, listed: readonly Entry[], since: number): Promise<readonly Entry[]> {
    const ids = listed.map(({ id }) => id);
    const reads = await activity.summarizeReads(owner, ids);
    return listed.filter(({ id }) => (reads.get(id)?.lastAt ?? Number.NEGATIVE_INFINITY) < since);
  }

  return {
    // The log of reads belongs to the process, which writes down what use cases answered.
    recordReads: refuse("write the log of reads"),

    async summarizeReads(owner, entryIds) {
      const known = await entries.list(owner, { ids: entryIds }, { limit: entryIds.length });
      return activity.summarizeReads(
        owner,
        known.map(({ id }) => id),
      );
    },

    async recordAction(owner, action) {
      const entry = await entries.findById(owner, action.entryId);
      return entry === undefined ? undefined : activity.recordAction(owner, action);
    },

    listReads: (owner, filter, page) => activity.listReads(owner, { ...filter, sources }, page),
    listActions: (owner, filter, page) => activity.listActions(owner, { ...filter, sources }, page),
    listActivity: (owner, filter, page) => activity.listActivity(owner, { ...filter, sources }, page),

    async listUnread(owner, { since = Number.POSITIVE_INFINITY }, { limit, beforeRev, offset = 0 }) {
      const found: Entry[] = [];
      let page: PageRequest = { limit: AT_ONCE, ...(beforeRev === undefined ? {} : { beforeRev }) };
      while (found.length < offset + limit) {
        const listed = await entries.list(owner, {}, page);
        found.push(...(await unread(owner, listed, since)));
        const last = listed.at(-1);
        if (last === undefined || listed.length < AT_ONCE) break;
        page = { limit: AT_ONCE, beforeRev: last.rev };
      }
      return found.slice(offset, offset + limit);
    },
  };
}
