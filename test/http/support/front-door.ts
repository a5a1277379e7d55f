import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { JwkSet } from "../../../src/auth/key-ring.ts";
import type { Credential } from "../../../src/auth/revocations.ts";
import { createTokenVerifier, type TokenVerifier } from "../../../src/auth/verify-token.ts";
import type { Config } from "../../../src/config/config.ts";
import type { Clock } from "../../../src/domain/clock.ts";
import { type Exchange, jsonReply, type Reply } from "../../../src/http/exchange.ts";
import type { HttpLimits } from "../../../src/http/limits.ts";
import type { RateLimits } from "../../../src/http/middleware/rate-limit.ts";
import { createHttpServer } from "../../../src/http/server.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { requireNoLeak } from "../../../torture/leaks.ts";
import { aClock, aKeyRing, goodClaims, sign } from "../../auth/support/tokens.ts";

export interface FrontDoorOptions {
  readonly config?: Partial<Config>;
  readonly limits?: Partial<HttpLimits>;
  /** False switches authentication off. */
  readonly auth?: boolean;
  readonly verifier?: TokenVerifier;
  readonly rateLimits?: RateLimits;
  readonly clock?: Clock;
  isRevoked?(credential: Credential): Promise<boolean>;
  ready?(): Promise<void>;
  mcp?(exchange: Exchange): Promise<Reply>;
  endStreams?(): Promise<void>;
  publishedKeys?(): Promise<JwkSet>;
}

/** A listening server on 127.0.0.1; `mcp` answers 200 with the owner unless told otherwise. Closes at end of scope. */
export async function openFrontDoor(options: FrontDoorOptions = {}) {
  const log: string[] = [];
  const clock = options.clock ?? aClock();
  const isRevoked = options.isRevoked ?? (async () => false);
  const verifier = options.verifier ?? createTokenVerifier({ keys: aKeyRing(), clock, isRevoked });
  const service = createHttpServer(
    {
      config: aConfig(options.config),
      log: createLogger("debug", { write: (line) => log.push(line) }),
      clock,
      version: "1.2.3",
      verifier: options.auth === false ? undefined : verifier,
      rateLimits: options.rateLimits,
      ready: options.ready ?? (async () => undefined),
      mcp: options.mcp ?? (async ({ principal }) => jsonReply(200, { owner: principal?.owner })),
      endStreams: async () => options.endStreams?.(),
      ...(options.publishedKeys === undefined ? {} : { publishedKeys: options.publishedKeys }),
    },
    options.limits,
  );
  const { url, port } = await service.listen();
  return {
    url,
    port,
    log,
    service,
    clock,
    token: sign(goodClaims(clock)),
    [Symbol.asyncDispose]: async () => {
      await service.close(0);
      requireNoLeak(log.join(""));
    },
  };
}

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared with literals
  readonly json: any;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Sent as a bearer token. */
  readonly token?: string;
}

/** One request on a connection of its own. */
export function call(door: Pick<FrontDoor, "port">, path: string, options: Call = {}): Promise<Answer> {
  const { token, body } = options;
  const headers: Record<string, string | string[]> = { ...options.headers };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: "127.0.0.1", port: door.port, path, method: options.method ?? "GET", headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers["content-type"] === "application/json" && text !== "";
          const json = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

export function aConfig(overrides: Partial<Config> = {}): Config {
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  return {
    transport: "streamable-http",
    host: "127.0.0.1",
    port: 0,
    mountPath: "",
    publicUrl: undefined,
    dataDir: "/nonexistent",
    database: { kind: "sqlite", path: ":memory:" },
    sessionDatabase: undefined,
    autoMigrate: true,
    strictDatabase: false,
    databaseConnections: 10,
    defaultOwner: "local-owner",
    authRequired: true,
    jwtSecret: undefined,
    formerJwtSecrets: [],
    jwtAlgorithm: "HS256",
    sealingKey: undefined,
    oauthProviders: [],
    oauthServer: undefined,
    statelessHttp: false,
    sessionTtlSeconds: 604_800,
    maxSessionsPerOwner: 100,
    maxConcurrentPerOwner: 256,
    rateLimitPerOwner: 0,
    rateLimitPerAddress: 0,
    trustedProxies: [],
    maxStreamsPerOwner: 32,
    maxResultBytes: 16_777_216,
    allowedHosts: loopback,
    allowedOrigins: loopback,
    toolsets: ["core"],
    embedding: undefined,
    logLevel: "info",
    ...overrides,
  };
}
