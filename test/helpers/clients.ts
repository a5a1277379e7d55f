import { Client as ModernClient, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type AnyClient, type Json, type Target, toAnswer } from "./any-client.ts";
import { createInspector } from "./inspector.ts";
import { programCommand, programEnvironment } from "./program.ts";

export const CLIENT_KINDS = ["v2 modern", "v2 legacy", "v1", "inspector"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

const INFO = { name: "test-client", version: "1.0.0" };

export async function connectClient(kind: ClientKind, target: Target): Promise<AnyClient> {
  if (kind === "inspector") return createInspector(target);
  return kind === "v1" ? connectV1(target) : connectV2(target, kind === "v2 modern");
}

function launch(target: Target & { readonly kind: "stdio" }) {
  return { ...programCommand(["serve"]), env: programEnvironment(target), stderr: "ignore" as const };
}

function authorized({ token }: { readonly token?: string }) {
  return token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } };
}

async function connectV2(target: Target, modern: boolean): Promise<AnyClient> {
  const client = new ModernClient(
    INFO,
    modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {},
  );
  if (target.kind === "stdio") {
    await client.connect(new StdioClientTransport(launch(target)));
    return adapt(client, () => undefined);
  }
  const transport = new StreamableHTTPClientTransport(new URL(target.url), authorized(target));
  await client.connect(transport);
  return adapt(client, () => transport.sessionId);
}

async function connectV1(target: Target): Promise<AnyClient> {
  const client = new OldClient(INFO);
  if (target.kind === "stdio") {
    await client.connect(new OldStdioTransport(launch(target)));
    return adapt(client, () => undefined);
  }
  const transport = new OldHttpTransport(new URL(target.url), authorized(target));
  // The old SDK's own class does not match its own interface under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<OldClient["connect"]>[0]);
  return adapt(client, () => transport.sessionId);
}

/** What both SDKs' clients have in common. */
export interface SdkClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Json>;
  readResource(request: { uri: string }): Promise<Json>;
  getPrompt(request: { name: string }): Promise<Json>;
  close(): Promise<void>;
}

export function adapt(client: SdkClient, sessionId: () => string | undefined): AnyClient {
  return {
    sessionId,
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    callTool: async (name, args = {}) => toAnswer(await client.callTool({ name, arguments: { ...args } })),
    readResource: async (uri) => JSON.parse((await client.readResource({ uri })).contents[0].text),
    getPrompt: async (name) => (await client.getPrompt({ name })).messages[0].content.text,
    close: () => client.close(),
  };
}
