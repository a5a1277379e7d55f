import type { Config } from "../config/config.ts";
import type { Store } from "../domain/store.ts";
import { createMcpRuntime } from "../mcp/runtime.ts";
import { type CloseStack, createCloseStack } from "./close-stack.ts";
import type { ServerDeps } from "./deps.ts";
import type { Embeddings } from "./embeddings.ts";
import { createIndexJob } from "./jobs/index-entries.ts";
import { createPurgeJob } from "./jobs/purge-trash.ts";
import { createWatchLogJob } from "./jobs/watch-log.ts";
import { openStore } from "./open-store.ts";
import { readVersion } from "./package-root.ts";
import { withSearchThread } from "./search/with-search-thread.ts";
import type { ServiceParts } from "./service-parts.ts";

/** A server, put together and running. */
export interface App {
  /** The MCP endpoint as clients reach it; absent over stdio. */
  readonly url: string | undefined;
  /** The same from this machine, whatever the public URL. */
  readonly localUrl: string | undefined;
  /** Lines for the person at the terminal, beside where it is reached. */
  readonly notes: readonly string[];
  /** Resolves when the service has ended by itself: the client of a stdio server has gone. */
  readonly ended: Promise<void>;
  /** Lets requests in flight finish, then closes everything in reverse order. */
  close(): Promise<void>;
}

/**
 * Puts a server together as configured, and starts it. Nothing stays open when that fails.
 * @throws AwarenessError with the remedy when the database cannot be opened or the address cannot be bound.
 */
export async function createApp(config: Config, deps: ServerDeps): Promise<App> {
  const closing = createCloseStack();
  try {
    const opened = await openStore(config.database, config, deps);
    const store = withSearchThread(opened, config.database, deps);
    closing.defer(() => store.close());
    const { clock, log } = deps;
    const version = readVersion(deps.packageRoot);
    const embeddings = await startEmbeddings(config, store, deps, closing);
    const { toolsets, maxResultBytes } = config;
    const runtime = createMcpRuntime({
      store,
      clock,
      log,
      version,
      toolsets,
      maxResultBytes,
      embeddings,
    });
    closing.defer(() => runtime.close());
    const purge = createPurgeJob(store.trash, clock, log);
    purge.start();
    closing.defer(() => purge.stop());
    const indexing = createIndexJob(store, log);
    indexing.start();
    closing.defer(() => indexing.stop());
    if (config.database.kind === "sqlite") {
      const watching = createWatchLogJob(config.database.path, log);
      watching.start();
      closing.defer(() => watching.stop());
    }
    const service = await startService({ config, deps, version, store, runtime, closing });
    return { ...service, close: () => closing.closeAll() };
  } catch (error) {
    await closing.closeAll().catch((failure: unknown) => deps.log.error({ err: failure }, "closing failed"));
    throw error;
  }
}

/** Search by meaning, and its work in the background, where a provider is configured. */
async function startEmbeddings(
  { embedding }: Config,
  store: Store,
  { clock, log }: ServerDeps,
  closing: CloseStack,
): Promise<Embeddings | undefined> {
  if (embedding === undefined) return undefined;
  const { createEmbeddings } = await import("./embeddings.ts");
  const { createEmbedJob } = await import("./jobs/embed.ts");
  const embeddings = await createEmbeddings(embedding, store.embeddings, clock);
  const job = createEmbedJob({ store: store.embeddings, embedder: embeddings.embedder, clock, log });
  job.start();
  closing.defer(() => job.stop());
  return embeddings;
}

/** Loaded on demand: a stdio server starts without the HTTP code, jose included. */
async function startService(parts: ServiceParts): Promise<Pick<App, "url" | "localUrl" | "notes" | "ended">> {
  if (parts.config.transport === "stdio") {
    const { startStdioService } = await import("./stdio-service.ts");
    return { url: undefined, localUrl: undefined, notes: [], ended: startStdioService(parts) };
  }
  const { startHttpService } = await import("./http-service.ts");
  const { url, localUrl, notes } = await startHttpService(parts);
  return { url, localUrl, notes, ended: new Promise(() => {}) };
}
