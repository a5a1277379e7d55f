import type {
  Implementation,
  McpServer,
  McpServerOptions,
  ServerCapabilities,
} from "@modelcontextprotocol/server";
import type { Clock } from "../domain/clock.ts";
import { createServices, type ServicesOptions } from "../domain/create-services.ts";
import { createServicesFor } from "../domain/projects/bound-services.ts";
import type { Services } from "../domain/services.ts";
import type { Store } from "../domain/store.ts";
import type { Toolset } from "../domain/toolsets.ts";
import type { Logger } from "../telemetry/logger.ts";
import { DEFAULT_MAX_RESULT_BYTES } from "./answer-size.ts";
import type { ToolRunner } from "./call-tool.ts";
import type { AnyTool } from "./define-tool.ts";
import { createFollowHub, type FollowHub } from "./follow.ts";
import { selectTools } from "./tools/index.ts";

/** More capabilities and registrations on every SDK server; for protocol tests that need fixtures. */
export interface RuntimeExtension {
  readonly capabilities: ServerCapabilities;
  readonly requestState?: McpServerOptions["requestState"];
  extend(server: McpServer): void;
}

export interface RuntimeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Version of the program, as clients see it. */
  readonly version: string;
  readonly toolsets: readonly Toolset[];
  /** Longest answer to a read, bytes; 16 MB when left out. */
  readonly maxResultBytes?: number;
  /** With an embedding provider. */
  readonly embeddings?: ServicesOptions["embeddings"];
  readonly extension?: RuntimeExtension;
}

/** What every transport shares. Does not load the SDK; `createServerFactory` does. */
export interface McpRuntime extends ToolRunner {
  /** Those of nobody's project: for the process itself, never for a caller. */
  readonly services: Services;
  /** Who the server says it is. */
  readonly serverInfo: Implementation;
  readonly tools: readonly AnyTool[];
  readonly toolsByName: ReadonlyMap<string, AnyTool>;
  readonly follows: FollowHub;
  readonly extension?: RuntimeExtension;
  /** Writes what is still waiting to be written; does not close the store. */
  close(): Promise<void>;
}

export function createMcpRuntime(options: RuntimeOptions): McpRuntime {
  const { store, clock, log, version, embeddings, extension } = options;
  const { maxResultBytes = DEFAULT_MAX_RESULT_BYTES } = options;
  const { services, close } = createServices({
    store,
    clock,
    embeddings,
    warn: (fields, message) => log.warn(fields, message),
  });
  const tools = selectTools(options.toolsets);
  const servicesFor = createServicesFor(services);
  return {
    services,
    servicesFor,
    log,
    maxResultBytes,
    serverInfo: { name: "awareness", title: "Awareness", version },
    tools,
    toolsByName: new Map(tools.map((tool) => [tool.name, tool])),
    follows: createFollowHub({ servicesFor, changes: services.changes }, (error) =>
      log.warn({ err: error }, "changes could not be told"),
    ),
    ...(extension === undefined ? {} : { extension }),
    close,
  };
}
