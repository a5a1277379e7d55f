import type { OverviewStore } from "../overview/overview-store.ts";
import { type Project, refuse } from "./project.ts";

/** Sizes of what a project has. */
export function boundOverview(overview: OverviewStore, project: Project): OverviewStore {
  return {
    stats: (owner) => overview.stats(owner, project),
    tags: (owner) => overview.tags(owner, project),
    // Tells memories of earlier answers that they are out of date, and is never shown.
    latestRev: (owner) => overview.latestRev(owner),
    latestRevs: refuse("watch other owners"),
  };
}
