import { existsSync } from "node:fs";
import path from "node:path";
import type { DatabaseTarget } from "../../config/config.ts";
import { createLazyEngine } from "../../domain/search/lazy-engine.ts";
import type { Store } from "../../domain/store.ts";
import type { AppDeps } from "../deps.ts";

/**
 * The same store, with its searches in a thread of their own. A database in memory belongs to its connection, and a
 * program that was not built has no thread to start: their searches stay in this thread.
 */
export function withSearchThread(
  store: Store,
  target: DatabaseTarget,
  { clock, log, packageRoot }: AppDeps,
): Store {
  const program = path.join(packageRoot, "dist", "search-thread.js");
  const isInMemory = target.kind === "sqlite" && target.path === ":memory:";
  if (isInMemory || !existsSync(program)) return store;
  const search = createLazyEngine(async () => {
    const { createThreadedEngine } = await import("./threaded-engine.ts");
    return createThreadedEngine({ program, database: target, clock, log });
  });
  return {
    ...store,
    search,
    async close() {
      await search.close();
      await store.close();
    },
  };
}
