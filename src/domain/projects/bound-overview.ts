import { ENTRY_TYPES, type EntryType } from "../entries/entry.ts";
import type { EntryStore } from "../entries/entry-store.ts";
import type { OverviewStore } from "../overview/overview-store.ts";
import { type Project, refuse } from "./project.ts";

/** Sizes of what a project has; `entries` are the project's already. */
export function boundOverview(overview: OverviewStore, entries: EntryStore, project: Project): OverviewStore {
  return {
    async stats(owner) {
      const counted = ENTRY_TYPES.map(async (type): Promise<readonly [EntryType, number]> => {
        return [type, await entries.count(owner, { types: [type] })];
      });
      const named = project.map(async (source) => {
        const found = await entries.list(owner, { source }, { limit: 1 });
        return found.length > 0 ? [source] : [];
      });
      const [types, sources] = await Promise.all([Promise.all(counted), Promise.all(named)]);
      return { types: new Map(types.filter(([, count]) => count > 0)), sources: sources.flat() };
    },
    tags: (owner) => overview.tags(owner, project),
    // Tells memories of earlier answers that they are out of date, and is never shown.
    latestRev: (owner) => overview.latestRev(owner),
    latestRevs: refuse("watch other owners"),
  };
}
