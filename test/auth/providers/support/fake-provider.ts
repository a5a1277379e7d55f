import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../../../src/domain/clock.ts";
import type { Json } from "../../support/tokens.ts";
import type { Certificate } from "./certificate.ts";
import { makeKey, type ProviderKey } from "./provider-keys.ts";

/** Answers one of the provider's documents. */
export type Answer = (response: ServerResponse) => void;

/** An identity provider that serves its documents over a real socket, in whatever way a test wants. */
export interface FakeProvider {
  readonly issuer: string;
  readonly origin: string;
  /** What it signs with; published unless `keys` says otherwise. */
  readonly key: ProviderKey;
  /** Published key set. */
  keys: readonly Json[];
  /** Members that replace those of the metadata. */
  metadata: Json;
  /** Answers in place of the documents. */
  onMetadata: Answer | undefined;
  onKeys: Answer | undefined;
  /** How often each path was asked for. */
  readonly hits: Map<string, number>;
  hitsOfKeys(): number;
  total(): number;
  /** Claims of a token that is good for an hour. */
  claims(clock: Clock, more?: Json): Json;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FakeProviderOptions {
  /** Path of the issuer, with its slashes. */
  readonly path?: string;
  readonly key?: ProviderKey;
  readonly audience?: string;
  /** Served over https, as `localhost`. */
  readonly tls?: Certificate;
}

export const AUDIENCE = "https://memory.example.org/mcp";
const KEYS_PATH = "/keys";

export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const { path = "/", key = makeKey("ES256"), audience = AUDIENCE, tls } = options;
  const hits = new Map<string, number>();
  const listener: RequestListener = ({ url = "" }, response) => {
    hits.set(url, (hits.get(url) ?? 0) + 1);
    if (url === KEYS_PATH) {
      if (provider.onKeys !== undefined) return provider.onKeys(response);
      return json(response, { keys: provider.keys });
    }
    if (!url.includes("/.well-known/")) return void response.writeHead(404).end();
    if (provider.onMetadata !== undefined) return provider.onMetadata(response);
    if (!url.endsWith("/openid-configuration")) return void response.writeHead(404).end();
    json(response, {
      issuer: provider.issuer,
      jwks_uri: `${provider.origin}${KEYS_PATH}`,
      ...provider.metadata,
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const origin = tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const provider: FakeProvider = {
    issuer: `${origin}${path}`,
    origin,
    key,
    keys: [key.jwk],
    metadata: {},
    onMetadata: undefined,
    onKeys: undefined,
    hits,
    hitsOfKeys: () => hits.get(KEYS_PATH) ?? 0,
    total: () => [...hits.values()].reduce((sum, count) => sum + count, 0),
    claims(clock, more = {}) {
      const now = Math.floor(clock.now() / 1000);
      const identity = { iss: provider.issuer, aud: audience, sub: "alice-at-idp", client_id: "an-app" };
      return { ...identity, scope: "memory:read memory:write", iat: now, exp: now + 3600, ...more };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return provider;
}

export function json(response: ServerResponse, document: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
}
