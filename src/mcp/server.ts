import {
  type Implementation,
  McpServer,
  type McpServerOptions,
  type ServerCapabilities,
} from "@modelcontextprotocol/server";
import type { Principal } from "../domain/principal.ts";
import { callContextOf } from "./call-context.ts";
import { callTool, type ToolRunner } from "./call-tool.ts";
import { clarifyErrors } from "./clear-errors.ts";
import { completeOwnValues } from "./completions.ts";
import type { AnyTool } from "./define-tool.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { describeInput, describeOutput, type ListedSchema, listedSchema } from "./json-schema.ts";
import { ALL_PROMPTS } from "./prompts/index.ts";
import { capabilitiesOf, LIST_CACHE } from "./protocol.ts";
import { type ListedPrompt, listPrompt, registerPrompts } from "./register-prompts.ts";
import { type ListedTemplate, listTemplate, registerResources } from "./register-resources.ts";
import type { JsonResource } from "./resources/define-resource.ts";
import { ALL_RESOURCES, ALL_TEMPLATES } from "./resources/index.ts";
import type { McpRuntime } from "./runtime.ts";
import { challenge, challengeMethods } from "./scope-challenge.ts";

/** A tool with its schemas as clients see them, built once per process. */
export interface ListedTool {
  readonly tool: AnyTool;
  readonly inputSchema: ListedSchema;
  readonly outputSchema: ListedSchema;
}

function listTool(tool: AnyTool): ListedTool {
  return {
    tool,
    inputSchema: listedSchema(describeInput(tool.input)),
    outputSchema: listedSchema(describeOutput(tool.output)),
  };
}

export interface ServerParts extends ToolRunner {
  /** Who the server says it is, on every answer of 2026-07-28. */
  readonly serverInfo: Implementation;
  readonly tools: readonly ListedTool[];
  readonly resources: readonly JsonResource[];
  readonly templates: readonly ListedTemplate[];
  readonly prompts: readonly ListedPrompt[];
}

export interface ServerOptions {
  /** The caller of requests that carry none: stdio. */
  readonly local?: Principal;
  /** Whether `resources/updated` and `prompts/list_changed` can reach this client. */
  readonly subscribable: boolean;
  readonly capabilities?: ServerCapabilities;
  /** Checks the state that a client carries between the rounds of one request. */
  readonly requestState?: McpServerOptions["requestState"];
}

/** Makes SDK servers for one runtime; what they share is built here, once. */
export type ServerFactory = (options: ServerOptions) => McpServer;

export function createServerFactory(runtime: McpRuntime): ServerFactory {
  const { servicesFor, log, maxResultBytes, serverInfo, extension } = runtime;
  const parts: ServerParts = {
    servicesFor,
    log,
    maxResultBytes,
    serverInfo,
    tools: runtime.tools.map(listTool),
    resources: ALL_RESOURCES,
    templates: ALL_TEMPLATES.map(listTemplate),
    prompts: ALL_PROMPTS.map(listPrompt),
  };
  return (options) => {
    if (extension === undefined) return buildServer(parts, options);
    const server = buildServer(parts, { ...options, ...extension });
    extension.extend(server);
    return server;
  };
}

/** An SDK server with all tools, resources and prompts; cheap, made per request or per connection, no I/O. */
function buildServer(parts: ServerParts, options: ServerOptions): McpServer {
  const server = new McpServer(parts.serverInfo, {
    instructions: INSTRUCTIONS,
    capabilities: {
      ...capabilitiesOf(options.subscribable),
      ...options.capabilities,
    },
    ...(options.requestState && { requestState: options.requestState }),
    cacheHints: { "tools/list": LIST_CACHE, "server/discover": LIST_CACHE },
  });
  clarifyErrors(server);
  for (const listed of parts.tools) registerTool(server, parts, options, listed);
  registerResources(server, parts, options);
  registerPrompts(server, parts, options);
  completeOwnValues(server, parts, options);
  challengeMethods(server);
  return server;
}

function registerTool(
  server: McpServer,
  parts: ServerParts,
  options: ServerOptions,
  listed: ListedTool,
): void {
  const { tool, inputSchema, outputSchema } = listed;
  server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema,
      outputSchema,
      annotations: { title: tool.title, ...tool.hints },
      scopeChallenge: challenge(tool.scope),
    },
    (args, context) => callTool(parts, tool, args, callContextOf(server, context, options.local)),
  );
}
