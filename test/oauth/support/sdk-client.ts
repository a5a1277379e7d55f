import {
  Client as ModernClient,
  UnauthorizedError as ModernUnauthorized,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as OldUnauthorized } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { AnyClient } from "../../helpers/any-client.ts";
import { adapt } from "../../helpers/clients.ts";
import type { Fetch } from "./browser.ts";
import type { ClientMemory } from "./client-memory.ts";
import { authorize } from "./flow.ts";
import type { OAuthSite } from "./node.ts";

export const SDKS = ["v1", "v2 legacy", "v2 modern"] as const;
export type Sdk = (typeof SDKS)[number];

const INFO = { name: "test-client", version: "1.0.0" };

export interface ConnectOptions {
  /** What the client asks servers with; the site's when left out. */
  readonly fetch?: Fetch;
  /** Goes where the client sends it, and answers the callback; allows everything when left out. */
  readonly person?: (url: URL) => Promise<URL>;
}

interface Attempt {
  readonly client: AnyClient;
  connect(): Promise<void>;
  finish(callback: URL): Promise<void>;
}

/**
 * Connects with nothing but the connector URL, as an application with this SDK does: asked to sign in, it sends a person
 * away, and connects again with what comes back.
 */
export async function connectByOAuth(
  site: OAuthSite,
  sdk: Sdk,
  memory: ClientMemory,
  options: ConnectOptions = {},
): Promise<AnyClient> {
  const { fetch = site.fetch, person = (url) => authorize(site, url.href) } = options;
  const begin = () => (sdk === "v1" ? attemptV1 : attemptV2)(site.resource, memory, fetch, sdk);
  const first = begin();
  try {
    await first.connect();
    return first.client;
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
  }
  await signInAgain(memory, first, person);
  const second = begin();
  await second.connect();
  return second.client;
}

/** True when the SDK wants a person to sign in. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ModernUnauthorized || error instanceof OldUnauthorized;
}

async function signInAgain(memory: ClientMemory, attempt: Attempt, person: (url: URL) => Promise<URL>) {
  const url = memory.authorizations.at(-1);
  if (url === undefined) throw new Error("the client has sent nobody anywhere");
  const callback = await person(url);
  memory.requireOwn(callback);
  await attempt.finish(callback);
}

function attemptV2(url: string, memory: ClientMemory, fetch: Fetch, sdk: Sdk): Attempt {
  const versions = { versionNegotiation: { mode: { pin: "2026-07-28" } } } as const;
  const client = new ModernClient(INFO, sdk === "v2 modern" ? versions : {});
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: memory as never, fetch });
  return {
    client: adapt(client, () => transport.sessionId),
    connect: () => client.connect(transport),
    finish: (callback) => transport.finishAuth(callback.searchParams),
  };
}

function attemptV1(url: string, memory: ClientMemory, fetch: Fetch): Attempt {
  const client = new OldClient(INFO);
  const transport = new OldTransport(new URL(url), { authProvider: memory as never, fetch });
  return {
    client: adapt(client, () => transport.sessionId),
    // The old SDK's own class does not match its own interface under exactOptionalPropertyTypes.
    connect: () => client.connect(transport as Parameters<OldClient["connect"]>[0]),
    finish: (callback) => transport.finishAuth(callback.searchParams.get("code") ?? ""),
  };
}
