import {
  type Implementation,
  McpServer,
  type McpServerOptions,
  ProtocolError,
  ProtocolErrorCode,
  type ScopeChallengeHandler,
  type ServerCapabilities,
} from "@modelcontextprotocol/server";
import { allows, type Principal, type Scope } from "../domain/principal.ts";
import { type CallExtra, callContextOf, toToolContext } from "./call-context.ts";
import { callTool, reportUnexpected, type ToolRunner } from "./call-tool.ts";
import { clarifyErrors } from "./clear-errors.ts";
import type { AnyTool, ToolContext } from "./define-tool.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { describeInput, describeOutput, type ListedSchema, listedSchema } from "./json-schema.ts";
import type { Prompt } from "./prompts/define-prompt.ts";
import type { JsonResource } from "./resources/define-resource.ts";
import { toErrorBody } from "./tool-result.ts";

/** A tool with its schemas as clients see them, built once per process. */
export interface ListedTool {
  readonly tool: AnyTool;
  readonly inputSchema: ListedSchema;
  readonly outputSchema: ListedSchema;
}

export function listTool(tool: AnyTool): ListedTool {
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
  readonly prompts: readonly Prompt[];
}

export interface ServerOptions {
  /** The caller of requests that carry none: stdio. */
  readonly local?: Principal;
  /** Whether `resources/updated` can reach this client. */
  readonly subscribable: boolean;
  readonly capabilities?: ServerCapabilities;
  /** Checks the state that a client carries between the rounds of one request. */
  readonly requestState?: McpServerOptions["requestState"];
}

const LIST_CACHE = { ttlMs: 300_000, cacheScope: "public" } as const;

/** An SDK server with all tools, resources and prompts; cheap, made per request or per connection, no I/O. */
export function buildServer(parts: ServerParts, options: ServerOptions): McpServer {
  const server = new McpServer(parts.serverInfo, {
    instructions: INSTRUCTIONS,
    capabilities: {
      tools: { listChanged: false },
      resources: { subscribe: options.subscribable, listChanged: false },
      prompts: { listChanged: false },
      ...options.capabilities,
    },
    ...(options.requestState && { requestState: options.requestState }),
    cacheHints: { "tools/list": LIST_CACHE, "server/discover": LIST_CACHE },
  });
  clarifyErrors(server);
  for (const listed of parts.tools) registerTool(server, parts, options, listed);
  for (const resource of parts.resources) registerResource(server, parts, options, resource);
  for (const prompt of parts.prompts) registerPrompt(server, parts, options, prompt);
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

function registerResource(
  server: McpServer,
  parts: ServerParts,
  options: ServerOptions,
  resource: JsonResource,
): void {
  const { uri, name, title, description, scope } = resource;
  server.registerResource(
    name,
    uri,
    { title, description, mimeType: "application/json", scopeChallenge: challenge(scope) },
    async (_uri, context) => {
      const call = callContextOf(server, context, options.local);
      const content = await masked(parts, call.requestId, uri, () =>
        resource.read(toToolContext(parts.services, call, uri)),
      );
      return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify(content) }] };
    },
  );
}

function registerPrompt(server: McpServer, parts: ServerParts, options: ServerOptions, prompt: Prompt): void {
  const { name, title, description, scope } = prompt;
  server.registerPrompt(name, { title, description, scopeChallenge: challenge(scope) }, async (context) => {
    const call = callContextOf(server, context, options.local);
    const toolContext: ToolContext = toToolContext(parts.services, call, name);
    const text = await masked(parts, call.requestId, name, () => prompt.render(toolContext));
    return { messages: [{ role: "user", content: { type: "text", text } }] };
  });
}

/** Resources and prompts have no error results: failures become JSON-RPC errors that say no more than a tool would. */
async function masked<Value>(
  { log }: ToolRunner,
  requestId: string,
  what: string,
  run: () => Promise<Value>,
): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    reportUnexpected(log, error, { what, request_id: requestId });
    const body = toErrorBody(error, requestId);
    throw new ProtocolError(ProtocolErrorCode.InternalError, body.error.message, body);
  }
}

/** Asks for a stronger token when the caller's scopes do not include `scope`; local callers are not asked. */
function challenge(scope: Scope): ScopeChallengeHandler {
  return ({ authInfo }) => {
    const principal = (authInfo?.extra as CallExtra | undefined)?.principal;
    return principal === undefined || allows(principal.scopes, scope) ? undefined : { scopes: [scope] };
  };
}
