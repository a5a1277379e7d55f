import { randomUUID } from "node:crypto";
import type { McpServer, ServerContext } from "@modelcontextprotocol/server";
import type { Author } from "../domain/entries/entry.ts";
import type { Principal } from "../domain/principal.ts";
import type { ServicesFor } from "../domain/projects/bound-services.ts";
import type { ToolContext } from "./define-tool.ts";
import { META } from "./protocol.ts";

/** Who calls, and under which id the call is logged. */
export interface CallContext {
  readonly principal: Principal;
  readonly requestId: string;
  /** What the client says it is; a label, never a reason to trust. */
  readonly clientName?: string;
}

/** What the HTTP route puts into the SDK's `authInfo.extra`, so that it reaches handlers with the request it came with. */
export interface CallExtra {
  readonly principal: Principal;
  readonly requestId: string;
}

/** The SDK's type of the envelope leaves this member out. */
interface EnvelopeWithClient {
  readonly [META.clientInfo]?: { readonly name?: unknown };
}

const MAX_CLIENT_NAME = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** A client's self-reported name, made safe to store and show. */
export function toClientName(name: unknown): string | undefined {
  if (typeof name !== "string") return undefined;
  const clean = name.toWellFormed().replace(CONTROL, "").trim().slice(0, MAX_CLIENT_NAME).toWellFormed();
  return clean === "" ? undefined : clean;
}

/** The caller of a request that reached an SDK handler: from the request itself, else the connection's local owner. */
export function callContextOf(
  server: McpServer,
  context: ServerContext,
  local: Principal | undefined,
): CallContext {
  const extra = context.http?.authInfo?.extra as CallExtra | undefined;
  const principal = extra?.principal ?? local;
  if (principal === undefined) throw new Error("a request reached a handler without a principal");
  // 2026-07-28 says it on each request; over stdio the SDK hands that on to the request alone.
  const envelope = context.mcpReq.envelope as EnvelopeWithClient | undefined;
  const client = envelope?.[META.clientInfo] ?? server.server.getClientVersion();
  const clientName = toClientName(client?.name);
  return {
    principal,
    requestId: extra?.requestId ?? randomUUID(),
    ...(clientName === undefined ? {} : { clientName }),
  };
}

/** The use cases' view of a call, its token's project included; `tool` is stamped on everything it writes. */
export function toToolContext(servicesFor: ServicesFor, call: CallContext, tool: string): ToolContext {
  const { owner } = call.principal;
  return { services: servicesFor(call.principal), caller: { owner, author: toAuthor(call, tool) } };
}

function toAuthor({ principal, clientName }: CallContext, tool: string): Author {
  const { by, clientId, tokenId } = principal;
  return {
    by,
    ...(clientName === undefined ? {} : { client: clientName }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(tokenId === undefined ? {} : { tokenId }),
    tool,
  };
}
