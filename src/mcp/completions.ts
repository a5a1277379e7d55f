import type { CompleteResult, McpServer } from "@modelcontextprotocol/server";
import { CUSTOM_PROMPT_PREFIX, findCustomPrompt } from "../domain/custom-prompts/custom-prompts.ts";
import { listSources, listTags } from "../domain/overview/overview.ts";
import { allows } from "../domain/principal.ts";
import type { View } from "../domain/projects/bound-services.ts";
import { type CallContext, callContextOf } from "./call-context.ts";
import { masked } from "./masked.ts";
import type { ArgumentValues } from "./prompts/define-prompt.ts";
import { promptNotFound } from "./register-prompts.ts";
import { uriTemplateOf } from "./resources/define-resource.ts";
import type { ServerOptions, ServerParts } from "./server.ts";
import { wrapHandler } from "./wrap-handler.ts";

/** Most values that one answer may carry (MCP 2026-07-28, "Completion"). */
const MAX_VALUES = 100;

/** What the variables of people's own prompts mean when they bear one of these names. */
const BY_NAME: ReadonlyMap<string, ArgumentValues> = new Map([
  ["source", listSources],
  ["tag", listTags],
  ["project", listTags],
  ["repo", listTags],
  ["repo_name", listTags],
]);

interface Reference {
  readonly type: string;
  readonly name?: string;
  readonly uri?: string;
}

/** Where values come from; `none` for an argument without suggestions, `undefined` for a reference to nothing of ours. */
type Found = ArgumentValues | "none" | undefined;

/** Suggests values out of what the caller's own owner has stored; all else is left to what was registered. */
export function completeOwnValues(server: McpServer, parts: ServerParts, options: ServerOptions): void {
  wrapHandler(server, "completion/complete", async ({ params }, context, next) => {
    const { ref, argument } = params;
    const call = callContextOf(server, context, options.local);
    return masked(parts, call.requestId, "completion/complete", async () => {
      const values = await valuesFor(parts, call, ref, argument.name);
      if (values === undefined) return next();
      return toCompletion(values, argument.value);
    });
  });
}

/** Undefined when the reference is to nothing of ours. */
async function valuesFor(
  parts: ServerParts,
  { principal }: CallContext,
  ref: Reference,
  argument: string,
): Promise<readonly string[] | undefined> {
  const source = await findValues(parts, principal, ref, argument);
  if (source === undefined) return undefined;
  return source === "none" || !allows(principal.scopes, "memory:read")
    ? []
    : source(parts.servicesFor(principal), principal.owner);
}

function findValues(
  parts: ServerParts,
  view: View,
  { name = "", uri }: Reference,
  argument: string,
): Promise<Found> | Found {
  if (uri !== undefined) return ofTemplate(parts, uri, argument);
  if (name.startsWith(CUSTOM_PROMPT_PREFIX)) return ofCustomPrompt(parts, view, name, argument);
  return ofPrompt(parts, name, argument);
}

function ofTemplate({ templates }: ServerParts, uri: string, argument: string): Found {
  const found = templates.find(({ template }) => uriTemplateOf(template) === uri)?.template;
  if (found === undefined) return undefined;
  return (argument === found.variable ? found.values : undefined) ?? "none";
}

function ofPrompt({ prompts }: ServerParts, name: string, argument: string): Found {
  const found = prompts.find(({ prompt }) => prompt.name === name)?.prompt;
  if (found === undefined) return undefined;
  return Object.entries(found.values ?? {}).find(([key]) => key === argument)?.[1] ?? "none";
}

async function ofCustomPrompt(
  { servicesFor }: ServerParts,
  view: View,
  name: string,
  argument: string,
): Promise<Found> {
  const found = await findCustomPrompt(servicesFor(view), view.owner, name);
  if (found === undefined) throw promptNotFound(name);
  return (found.variables.includes(argument) ? BY_NAME.get(argument) : undefined) ?? "none";
}

function toCompletion(all: readonly string[], typed: string): CompleteResult {
  const start = typed.toLowerCase();
  const values = all.filter((value) => value.toLowerCase().startsWith(start));
  return {
    completion: {
      values: values.slice(0, MAX_VALUES),
      total: values.length,
      hasMore: values.length > MAX_VALUES,
    },
  };
}
