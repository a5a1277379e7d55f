import type { Environment } from "./program.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Json = any;

export interface ToolAnswer {
  readonly isError: boolean;
  /** The text block, parsed. */
  readonly json: Json;
  readonly structured: Json;
}

/** What the tests ask of a client, whichever it is. */
export interface AnyClient {
  /** Session id, when the client holds one. */
  sessionId(): string | undefined;
  listTools(): Promise<readonly string[]>;
  callTool(name: string, args?: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  /** The first content, parsed. */
  readResource(uri: string): Promise<Json>;
  /** Text of the first message. */
  getPrompt(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Where a client connects to. */
export type Target =
  | { readonly kind: "http"; readonly url: string; readonly token?: string }
  | { readonly kind: "stdio"; readonly dataDir: string; readonly env?: Environment };

export function toAnswer(result: Json): ToolAnswer {
  return {
    isError: result.isError === true,
    json: JSON.parse(result.content[0].text),
    structured: result.structuredContent,
  };
}
