import { createMonitoredReader } from "../briefing/monitored.ts";
import type { CursorCodec } from "../cursor.ts";
import type { OwnerId } from "../owner.ts";
import type { Principal } from "../principal.ts";
import type { Services } from "../services.ts";
import { noEmbedder } from "./bound-refusals.ts";
import { boundStore } from "./bound-store.ts";
import { type Project, toProject, viewKey } from "./project.ts";

/** Whose things, and which of them. */
export type View = Pick<Principal, "owner" | "sources">;

/** What use cases work with on behalf of a caller: everything of the owner, or what the caller's project has of it. */
export type ServicesFor = (view: View) => Services;

/** So many projects keep what they remember between two calls; those asked for least lately go first. */
const MOST_KEPT = 200;

/** The only way from a caller to services; made once per process. */
export function createServicesFor(services: Services): ServicesFor {
  const kept = new Map<string, Services>();
  return ({ owner, sources }) => {
    if (sources === undefined) return services;
    const project = toProject(sources);
    const key = viewKey(owner, project);
    const found = kept.get(key) ?? bind(services, project);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
    return found;
  };
}

/** Whatever remembers answers is made anew, so that nothing is remembered across the border. */
function bind(services: Services, project: Project): Services {
  const { clock, cursors, reads, changes, validator, embedder, embedQuery, newId } = services;
  const store = boundStore(services.store, project);
  return {
    store,
    clock,
    cursors: boundCursors(cursors, project),
    reads,
    changes,
    monitored: createMonitoredReader({ store, clock }),
    validator,
    embedder: embedder && noEmbedder(embedder),
    embedQuery,
    newId,
  };
}

/** A cursor is good for the view whose list it ends. */
function boundCursors(cursors: CursorCodec, project: Project): CursorCodec {
  const within = (query: string) => `${JSON.stringify(project)} ${query}`;
  return {
    seal: (owner: OwnerId, query, position) => cursors.seal(owner, within(query), position),
    open: (owner: OwnerId, query, cursor) => cursors.open(owner, within(query), cursor),
  };
}
