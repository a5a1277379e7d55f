/** Keys of a 2026-07-28 request's envelope and of its answers (specification, basic, `_meta`). */
export const META = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  serverInfo: "io.modelcontextprotocol/serverInfo",
} as const;

/** The stateless revision. */
export const MODERN_REVISION = "2026-07-28";

/** The revisions that begin with `initialize`, newest first; the first is offered to a client that asks for another. */
export const LEGACY_REVISIONS = [
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
] as const;

/** How long clients may keep the lists that are the same for everybody. */
export const LIST_CACHE = { ttlMs: 300_000, cacheScope: "public" } as const;

/** What the server can do; `subscribable` says whether updates can reach this client. */
export function capabilitiesOf(subscribable: boolean) {
  return {
    tools: { listChanged: false },
    resources: { subscribe: subscribable, listChanged: false },
    prompts: { listChanged: subscribable },
  };
}
