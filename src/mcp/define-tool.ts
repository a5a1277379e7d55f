import { z } from "zod";
import type { Scope } from "../domain/principal.ts";
import type { Caller, Services } from "../domain/services.ts";
import type { Toolset } from "../domain/toolsets.ts";

/** MCP tool annotations, all four said explicitly so that none is left to a client's default. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** What a tool may use: the use cases' services and on whose behalf it runs. */
export interface ToolContext {
  readonly services: Services;
  readonly caller: Caller;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** Same as the file name, in snake case. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: Toolset;
  /** What the caller's token must allow. */
  readonly scope: Scope;
  readonly hints: ToolHints;
  /** Strict: unknown arguments are refused. */
  readonly input: Input;
  readonly output: Output;
  /** It writes, but nothing that a caller words: its arguments are not looked through for credentials. */
  readonly storesNoText?: true;
  /** Arguments whose `null` is a value; any other `null` counts as not given. */
  readonly keepNulls?: readonly string[];
  handler(input: z.output<Input>, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

/** A tool whose argument types are no longer known to the compiler, as lists of tools hold it. */
export interface AnyTool extends Omit<Tool, "handler"> {
  handler(input: never, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

/** A tool as its file writes it down: the schemas are built when they are first needed. */
export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject>
  extends Omit<Tool<Input, Output>, "input" | "output"> {
  readonly input: () => Input;
  readonly output: () => Output;
}

/**
 * Makes a tool of its definition; `handler` infers its argument from `input`. A stdio server starts for every
 * conversation and needs the schemas of the tools that are called, not of all of them.
 */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool<Input, Output> {
  let input: Input | undefined;
  let output: Output | undefined;
  return {
    ...definition,
    get input() {
      input ??= withConsent(definition);
      return input;
    },
    get output() {
      output ??= definition.output();
      return output;
    },
  };
}

/** Whether a call's texts are stored, so that no credential may be among them. */
export function storesText({ hints, storesNoText }: Partial<Pick<Tool, "hints" | "storesNoText">>): boolean {
  return hints?.readOnlyHint === false && storesNoText !== true;
}

/** Every tool that stores texts takes `allow_secret`; its handler never sees it. */
function withConsent<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Input {
  const input = definition.input();
  return storesText(definition) ? (input.extend({ allow_secret: z.boolean().optional() }) as never) : input;
}

const LOCAL = { openWorldHint: false } as const;

/** The hint sets in use. None of the tools reaches outside the server. */
export const HINTS = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, ...LOCAL },
  add: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, ...LOCAL },
  edit: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, ...LOCAL },
  restore: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, ...LOCAL },
} as const satisfies Record<string, ToolHints>;
