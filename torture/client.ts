import { once } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Client as ModernClient, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { commandLine, type Launch } from "./program.ts";

export const CLIENT_KINDS = ["modern", "legacy", "old"] as const;
/** SDK v2 in the 2026 era, SDK v2 in the 2025 era, SDK v1. */
export type ClientKind = (typeof CLIENT_KINDS)[number];

export type Target =
  | { readonly kind: "stdio"; readonly launch: Launch }
  | { readonly kind: "http"; readonly url: string; readonly token: string };

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
export type Json = any;

export interface ToolAnswer {
  readonly isError: boolean;
  readonly json: Json;
}

/** A real MCP client with its connection. */
export interface MemoryClient {
  /** Of the stdio server that the client has started. */
  readonly pid: number | undefined;
  /** stderr of that server. */
  stderr(): string;
  /** Of a 2025-era session over HTTP. */
  sessionId(): string | undefined;
  /** @throws Error when no answer came: then nobody knows whether the call was carried out. */
  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

const INFO = { name: "torture", version: "1.0.0" };
const TIMEOUT = { timeout: 45_000 };

interface Opened {
  readonly client: {
    connect(transport: never, options?: object): Promise<void>;
    close(): Promise<void>;
  };
  readonly transport: object;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Json>;
}

/** Connects, starting the server when it is a stdio one. @throws Error when that fails, with nothing left running. */
export async function connect(kind: ClientKind, target: Target): Promise<MemoryClient> {
  const { client, transport, callTool } = kind === "old" ? openOld(target) : openNew(target, kind);
  let stderr = "";
  const errors = (transport as { readonly stderr?: Readable | null }).stderr ?? undefined;
  errors?.on("data", (bytes: Buffer) => {
    stderr = (stderr + bytes.toString()).slice(-100_000);
  });
  try {
    await client.connect(transport as never, TIMEOUT);
  } catch (error) {
    // What the server said last may come after its end.
    if (errors?.readableEnded === false) await Promise.race([once(errors, "end"), sleep(1000)]);
    await client.close().catch(() => {});
    throw new Error(`${String(error)}\n${stderr}`, { cause: error });
  }
  const { pid } = transport as { readonly pid?: number | null };
  return {
    pid: pid ?? undefined,
    stderr: () => stderr,
    sessionId: () => (transport as { readonly sessionId?: string }).sessionId,
    async call(tool, args = {}) {
      const result = await callTool({ name: tool, arguments: { ...args } });
      return { isError: result.isError === true, json: JSON.parse(result.content[0].text) };
    },
    close: () => client.close(),
  };
}

function openNew(target: Target, kind: ClientKind): Opened {
  const mode = kind === "modern" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
  const client = new ModernClient(INFO, mode);
  const transport =
    target.kind === "stdio"
      ? new StdioClientTransport(stdioCommand(target.launch))
      : new StreamableHTTPClientTransport(new URL(target.url), authorized(target.token));
  return { client, transport, callTool: (call) => client.callTool(call, TIMEOUT) };
}

function openOld(target: Target): Opened {
  const client = new OldClient(INFO);
  const transport =
    target.kind === "stdio"
      ? new OldStdioTransport(stdioCommand(target.launch))
      : new OldHttpTransport(new URL(target.url), authorized(target.token));
  return { client, transport, callTool: (call) => client.callTool(call, undefined, TIMEOUT) };
}

function stdioCommand(launch: Launch) {
  return { ...commandLine(launch, ["serve"]), stderr: "pipe" as const };
}

function authorized(token: string) {
  return { requestInit: { headers: { authorization: `Bearer ${token}` } }, fetch: fetchWithoutSignal };
}

/** Both SDKs hand every request one and the same signal, whose listeners pile up over thousands of calls. */
function fetchWithoutSignal(url: string | URL, init: RequestInit = {}): Promise<Response> {
  if (init.method !== "POST") return fetch(url, init);
  const { signal: _, ...rest } = init;
  return fetch(url, rest);
}
