import type { Config } from "../config/config.ts";
import { createMcpRuntime } from "../mcp/runtime.ts";
import { createCloseStack } from "./close-stack.ts";
import type { ServerDeps } from "./deps.ts";
import { createPurgeJob } from "./jobs/purge-trash.ts";
import { openStore } from "./open-store.ts";
import { readVersion } from "./package-root.ts";
import type { ServiceParts } from "./service-parts.ts";

/** A server, put together and running. */
export interface App {
  /** The MCP endpoint as clients reach it; absent over stdio. */
  readonly url: string | undefined;
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
    const store = await openStore(config.database, config, deps);
    closing.defer(() => store.close());
    const { clock, log } = deps;
    const version = readVersion(deps.packageRoot);
    const runtime = createMcpRuntime({ store, clock, log, version, toolsets: config.toolsets });
    closing.defer(() => runtime.close());
    const purge = createPurgeJob(store.trash, clock, log);
    purge.start();
    closing.defer(() => purge.stop());
    const service = await startService({ config, deps, version, store, runtime, closing });
    return { ...service, close: () => closing.closeAll() };
  } catch (error) {
    await closing.closeAll().catch((failure: unknown) => deps.log.error({ err: failure }, "closing failed"));
    throw error;
  }
}

/** Loaded on demand: a stdio server starts without the HTTP code, jose included. */
async function startService(parts: ServiceParts): Promise<Pick<App, "url" | "ended">> {
  if (parts.config.transport === "stdio") {
    const { startStdioService } = await import("./stdio-service.ts");
    return { url: undefined, ended: startStdioService(parts) };
  }
  const { startHttpService } = await import("./http-service.ts");
  return { url: await startHttpService(parts), ended: new Promise(() => {}) };
}
