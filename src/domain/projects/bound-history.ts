import type { EntryVersion } from "../entries/entry.ts";
import type { HistoryStore, VersionPage } from "../entries/history-store.ts";
import type { OwnerId } from "../owner.ts";
import { isInside, type Project } from "./project.ts";

/**
 * The history of what is the project's now. States of the time when an entry was filed elsewhere stay hidden: whoever moves
 * it into the project shows what it says, not what it said.
 */
export function boundHistory(history: HistoryStore, project: Project): HistoryStore {
  async function isVisible(owner: OwnerId, entryId: string): Promise<boolean> {
    const [newest] = await history.list(owner, entryId, { limit: 1 });
    return newest !== undefined && isInside(project, newest);
  }

  async function collect(
    owner: OwnerId,
    entryId: string,
    page: VersionPage,
  ): Promise<readonly EntryVersion[]> {
    const found: EntryVersion[] = [];
    let rest: VersionPage | undefined = page;
    while (rest !== undefined && found.length < page.limit) {
      const versions: readonly EntryVersion[] = await history.list(owner, entryId, rest);
      found.push(...versions.filter((version) => isInside(project, version)));
      const last = versions.at(-1);
      rest =
        last === undefined || versions.length < page.limit
          ? undefined
          : { limit: page.limit, beforeVersion: last.version };
    }
    return found.slice(0, page.limit);
  }

  return {
    list: async (owner, entryId, page) =>
      page.limit > 0 && (await isVisible(owner, entryId)) ? collect(owner, entryId, page) : [],

    async find(owner, entryId, version) {
      const found = await history.find(owner, entryId, version);
      if (found === undefined || !isInside(project, found)) return undefined;
      return (await isVisible(owner, entryId)) ? found : undefined;
    },

    async listSuperseded(owner, entryIds, limit) {
      const found = await history.listSuperseded(owner, entryIds, limit);
      const shown = new Map<string, readonly EntryVersion[]>();
      for (const [id, versions] of found) {
        const inside = versions.filter((version) => isInside(project, version));
        if (inside.length > 0 && (await isVisible(owner, id))) shown.set(id, inside);
      }
      return shown;
    },
  };
}
