import {
  type GetPromptResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type Prompt as ProtocolPrompt,
  type ServerContext,
} from "@modelcontextprotocol/server";
import {
  CUSTOM_PROMPT_PREFIX,
  type CustomPrompt,
  findCustomPrompt,
  listCustomPrompts,
} from "../domain/custom-prompts/custom-prompts.ts";
import { renderTemplate } from "../domain/custom-prompts/template.ts";
import { allows } from "../domain/principal.ts";
import { checkAnswerSize } from "./answer-size.ts";
import { parseArguments } from "./arguments.ts";
import { type CallContext, callContextOf, toToolContext } from "./call-context.ts";
import { describeInput, type ListedSchema, listedSchema } from "./json-schema.ts";
import { masked } from "./masked.ts";
import type { AnyPrompt } from "./prompts/define-prompt.ts";
import { challenge } from "./scope-challenge.ts";
import type { ServerOptions, ServerParts } from "./server.ts";
import { wrapHandler } from "./wrap-handler.ts";

/** What reading and rendering the owner's own prompts asks of a token. */
export const CUSTOM_PROMPT_SCOPE = "memory:read";

/** A prompt with its arguments as clients see them, built once per process. */
export interface ListedPrompt {
  readonly prompt: AnyPrompt;
  /** Absent for a prompt without arguments. */
  readonly argsSchema?: ListedSchema;
}

export function listPrompt(prompt: AnyPrompt): ListedPrompt {
  if (Object.keys(prompt.input.shape).length === 0) return { prompt };
  return { prompt, argsSchema: listedSchema(describeInput(prompt.input)) };
}

export function registerPrompts(server: McpServer, parts: ServerParts, options: ServerOptions): void {
  for (const listed of parts.prompts) registerPrompt(server, parts, options, listed);
  addCustomPrompts(server, parts, options);
}

function registerPrompt(
  server: McpServer,
  parts: ServerParts,
  options: ServerOptions,
  { prompt, argsSchema }: ListedPrompt,
): void {
  const { name, title, description, scope } = prompt;
  const render = async (args: unknown, context: ServerContext): Promise<GetPromptResult> => {
    const call = callContextOf(server, context, options.local);
    const toolContext = toToolContext(parts.servicesFor, call, name);
    return masked(parts, call.requestId, name, async () => {
      const text = await prompt.render(toolContext, (await parseArguments(prompt, args)) as never);
      checkAnswerSize(text, parts.maxResultBytes);
      return toResult(text);
    });
  };
  const config = { title, description, scopeChallenge: challenge(scope) };
  if (argsSchema === undefined) server.registerPrompt(name, config, (context) => render({}, context));
  else server.registerPrompt(name, { ...config, argsSchema }, render);
}

/** The SDK's prompts are the same for everybody; these are looked up for the owner who asks, on every request. */
function addCustomPrompts(server: McpServer, parts: ServerParts, options: ServerOptions): void {
  wrapHandler(server, "prompts/list", async (_request, context, next) => {
    const call = callContextOf(server, context, options.local);
    const { principal, requestId } = call;
    const listed = await next();
    if (!allows(principal.scopes, CUSTOM_PROMPT_SCOPE)) return listed;
    const own = await masked(parts, requestId, "prompts/list", () =>
      listCustomPrompts(parts.servicesFor(principal), principal.owner),
    );
    return { ...listed, prompts: [...listed.prompts, ...own.map(toListed)] };
  });
  wrapHandler(server, "prompts/get", async ({ params }, context, next) => {
    if (!params.name.startsWith(CUSTOM_PROMPT_PREFIX)) return next();
    const call = callContextOf(server, context, options.local);
    return masked(parts, call.requestId, "prompts/get", () => render(parts, call, params));
  });
  const { resolveScopeChallenge } = server;
  const ask = challenge(CUSTOM_PROMPT_SCOPE);
  server.resolveScopeChallenge = (context) => {
    const { method, params } = context.request;
    const own = method === "prompts/get" && String(params?.name).startsWith(CUSTOM_PROMPT_PREFIX);
    return own ? ask(context) : resolveScopeChallenge(context);
  };
}

function toListed({ name, description, variables }: CustomPrompt): ProtocolPrompt {
  return {
    name,
    description,
    ...(variables.length === 0
      ? {}
      : {
          arguments: variables.map((variable) => ({
            name: variable,
            description: `Takes the place of {{${variable}}}`,
            required: true,
          })),
        }),
  };
}

async function render(
  { servicesFor }: ServerParts,
  { principal }: CallContext,
  {
    name,
    arguments: given = {},
  }: { readonly name: string; readonly arguments?: Record<string, string> | undefined },
): Promise<GetPromptResult> {
  const prompt = await findCustomPrompt(servicesFor(principal), principal.owner, name);
  if (prompt === undefined) throw promptNotFound(name);
  const values = new Map(Object.entries(given));
  const missing = prompt.variables.filter((variable) => !values.has(variable));
  const unknown = [...values.keys()].filter((variable) => !prompt.variables.includes(variable));
  if (missing.length > 0) throw invalid(`Missing arguments: ${missing.join(", ")}.`);
  if (unknown.length > 0) throw invalid(`Unknown argument ${(unknown[0] ?? "").slice(0, 100)}.`);
  return { description: prompt.description, ...toResult(renderTemplate(prompt.template, values)) };
}

/** In the SDK's words, so that a foreign prompt is as unknown as one that never was. */
export function promptNotFound(name: string): ProtocolError {
  return invalid(`Prompt ${name} not found`);
}

const invalid = (message: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, message);

function toResult(text: string): GetPromptResult {
  return { messages: [{ role: "user", content: { type: "text", text } }] };
}
