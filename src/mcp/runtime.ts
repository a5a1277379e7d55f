import type { McpServer, ServerCapabilities } from "@modelcontextprotocol/server";
import type { Clock } from "../domain/clock.ts";
import { createServices } from "../domain/create-services.ts";
import type { Services } from "../domain/services.ts";
import type { Store } from "../domain/store.ts";
import type { Toolset } from "../domain/toolsets.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { AnyTool } from "./define-tool.ts";
import { createFollowHub, type FollowHub } from "./follow.ts";
import { ALL_PROMPTS } from "./prompts/index.ts";
import { listPrompt } from "./register-prompts.ts";
import { listTemplate } from "./register-resources.ts";
import { ALL_RESOURCES, ALL_TEMPLATES } from "./resources/index.ts";
import { buildServer, listTool, type ServerOptions, type ServerParts } from "./server.ts";
import { selectTools } from "./tools/index.ts";

export interface RuntimeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Version of the program, as clients see it. */
  readonly version: string;
  readonly toolsets: readonly Toolset[];
  /** More capabilities and registrations on every server; for protocol tests that need fixtures. */
  readonly extension?: {
    readonly capabilities: ServerCapabilities;
    readonly requestState?: ServerOptions["requestState"];
    extend(server: McpServer): void;
  };
}

/** What every transport shares: the services, the tool list, and a factory of SDK servers. */
export interface McpRuntime extends ServerParts {
  readonly services: Services;
  readonly toolsByName: ReadonlyMap<string, AnyTool>;
  readonly follows: FollowHub;
  createServer(options: ServerOptions): McpServer;
  /** Writes what is still waiting to be written; does not close the store. */
  close(): Promise<void>;
}

export function createMcpRuntime(options: RuntimeOptions): McpRuntime {
  const { store, clock, log, version, extension } = options;
  const { services, close } = createServices({
    store,
    clock,
    warn: (fields, message) => log.warn(fields, message),
  });
  const tools = selectTools(options.toolsets);
  const parts: ServerParts = {
    services,
    log,
    serverInfo: { name: "awareness", title: "Awareness", version },
    tools: tools.map(listTool),
    resources: ALL_RESOURCES,
    templates: ALL_TEMPLATES.map(listTemplate),
    prompts: ALL_PROMPTS.map(listPrompt),
  };
  return {
    ...parts,
    follows: createFollowHub(services, (error) => log.warn({ err: error }, "changes could not be told")),
    toolsByName: new Map(tools.map((tool) => [tool.name, tool])),
    createServer(serverOptions) {
      if (extension === undefined) return buildServer(parts, serverOptions);
      const server = buildServer(parts, { ...serverOptions, ...extension });
      extension.extend(server);
      return server;
    },
    close,
  };
}
