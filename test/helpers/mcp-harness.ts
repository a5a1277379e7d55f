import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import pino from "pino";
import type { Config } from "../../src/config/config.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS, type Principal, type Scope } from "../../src/domain/principal.ts";
import type { SessionStore } from "../../src/domain/sessions/session-store.ts";
import type { Store } from "../../src/domain/store.ts";
import { TOOLSETS } from "../../src/domain/toolsets.ts";
import type { Exchange } from "../../src/http/exchange.ts";
import { createMcpRoute, type McpRoute } from "../../src/http/mcp-route.ts";
import { createMcpRuntime, type McpRuntime } from "../../src/mcp/runtime.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import type { Logger } from "../../src/telemetry/logger.ts";
import { requireNoLeak } from "../../torture/leaks.ts";
import { loadAnalyser } from "./analyser.ts";
import { toBody } from "./event-body.ts";

/** A clock that tests set; starts at a fixed instant. */
export class TestClock {
  #now = Date.parse("2026-07-28T09:00:00.000Z");
  now(): number {
    return this.#now;
  }
  advance(ms: number): void {
    this.#now += ms;
  }
}

export interface Answer {
  readonly isError: boolean;
  /** The text block, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly json: any;
  readonly structured: unknown;
  readonly text: string;
}

export interface TestClient {
  readonly sdk: Client;
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool that must succeed and answers its JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  ok(name: string, args?: Record<string, unknown>): Promise<any>;
  /** Calls a tool that must fail and answers the error object. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  fail(name: string, args?: Record<string, unknown>): Promise<any>;
}

export interface ClientOptions {
  readonly owner?: string;
  readonly name?: string;
  readonly by?: string;
  readonly scopes?: readonly Scope[];
  readonly clientId?: string;
  /** The project that the token is bound to. */
  readonly sources?: readonly string[];
  readonly legacy?: boolean;
  readonly tokenId?: string;
  /** Seconds since 1970. */
  readonly expiresAt?: number;
}

/** Opens a store for the harness; `cleanUp` is called once the store is closed. */
export type OpenStore = (
  clock: Clock,
  log: Logger,
) => Promise<{ readonly store: Store; cleanUp(): Promise<void> }>;

const openFile: OpenStore = async (clock, log) => {
  const dir = await mkdtemp(join(tmpdir(), "awareness-mcp-"));
  const path = join(dir, "awareness.db");
  const migrationsDir = join(import.meta.dirname, "../../migrations/sqlite");
  const store = await openSqliteStore({ loadAnalyser, path, migrationsDir, autoMigrate: true, clock, log });
  return { store, cleanUp: () => rm(dir, { recursive: true, force: true }) };
};

const CONFIG = {
  mountPath: "",
  publicUrl: undefined,
  statelessHttp: false,
  sessionTtlSeconds: 604_800,
  maxSessionsPerOwner: 100,
  maxStreamsPerOwner: 32,
} as unknown as Config;

/** The whole server below the socket, on a real database (a SQLite file unless told otherwise), reached by real SDK clients. */
export class Harness {
  readonly clock = new TestClock();
  readonly logLines: string[] = [];
  /** Ids of tokens that were taken back. */
  readonly revoked = new Set<string>();
  /** Asked of each open stream's token again and again. */
  hasEnded = async ({ tokenId = "" }: Principal): Promise<boolean> => this.revoked.has(tokenId);
  store!: Store;
  runtime!: McpRuntime;
  route!: McpRoute;
  #cleanUp: () => Promise<void> = async () => {};
  #sessionsDown = false;
  #build = () => {};
  readonly #clients: Client[] = [];
  /** Texts that clients have sent: none may be in the log. */
  readonly #sent = new Set<string>();

  static async open(config: Partial<Config> = {}, openStore: OpenStore = openFile): Promise<Harness> {
    const harness = new Harness();
    const log = pino({ level: "trace" }, { write: (line: string) => harness.logLines.push(line) });
    const { clock } = harness;
    const opened = await openStore(clock, log);
    harness.store = opened.store;
    harness.#cleanUp = opened.cleanUp;
    harness.#build = () => {
      harness.runtime = createMcpRuntime({
        store: harness.store,
        clock,
        log,
        version: "0.0.0-test",
        toolsets: config.toolsets ?? TOOLSETS,
        ...(config.maxResultBytes === undefined ? {} : { maxResultBytes: config.maxResultBytes }),
      });
      harness.route = createMcpRoute({
        runtime: harness.runtime,
        sessions: harness.#breakable(harness.store.sessions),
        config: { ...CONFIG, ...config },
        clock,
        log,
        hasEnded: (principal) => harness.hasEnded(principal),
      });
    };
    harness.#build();
    return harness;
  }

  /** Forgets everything that only memory holds, as a new process would start without it. */
  async restart(): Promise<void> {
    await this.route.close();
    await this.runtime.close();
    this.#build();
  }

  /** The session registry fails from now until `end`, as when its own database is away. */
  failSessions(): { end(): void } {
    this.#sessionsDown = true;
    return {
      end: () => {
        this.#sessionsDown = false;
      },
    };
  }

  #breakable(sessions: SessionStore): SessionStore {
    return new Proxy(sessions, {
      get: (target, name, receiver) => {
        if (this.#sessionsDown)
          throw new AwarenessError("unavailable", "The database is away.", { retryable: true });
        return Reflect.get(target, name, receiver);
      },
    });
  }

  async client(options: ClientOptions = {}): Promise<TestClient> {
    const sdk = new Client(
      { name: options.name ?? "test-client", version: "1.0.0" },
      options.legacy === true ? {} : { versionNegotiation: { mode: { pin: "2026-07-28" } } },
    );
    const fetch = (url: string | URL, init?: RequestInit) => this.fetch(new Request(url, init), options);
    await sdk.connect(new StreamableHTTPClientTransport(new URL("http://localhost/mcp"), { fetch }));
    this.#clients.push(sdk);
    const call = async (name: string, args: Record<string, unknown> = {}): Promise<Answer> => {
      for (const text of textsIn(args)) this.#sent.add(text);
      const result = await sdk.callTool({ name, arguments: args });
      const text = (result.content as readonly { readonly text: string }[])[0]?.text ?? "";
      return {
        isError: result.isError === true,
        json: JSON.parse(text),
        structured: result.structuredContent,
        text,
      };
    };
    return {
      sdk,
      call,
      async ok(name, args) {
        const answer = await call(name, args);
        if (answer.isError) throw new Error(`${name} failed: ${answer.text}`);
        return answer.json;
      },
      async fail(name, args) {
        const answer = await call(name, args);
        if (!answer.isError) throw new Error(`${name} should have failed: ${answer.text}`);
        return answer.json.error;
      },
    };
  }

  /** One HTTP request to the MCP route, as if it had passed authentication. */
  async fetch(request: Request, options: ClientOptions = {}): Promise<Response> {
    const bytes = Buffer.from(await request.arrayBuffer());
    const exchange: Exchange = {
      requestId: randomUUID(),
      method: request.method,
      path: "/mcp",
      headers: { host: "localhost", ...Object.fromEntries(request.headers) },
      query: "",
      rawHeaders: [],
      peerAddress: "127.0.0.1",
      remoteAddress: "127.0.0.1",
      isHttps: false,
      signal: request.signal,
      onOver: (callback) => callback(),
      readBody: async () => bytes,
      principal: {
        owner: parseOwner(options.owner ?? "alice"),
        scopes: options.scopes ?? FULL_ACCESS,
        by: options.by ?? "test-token",
        ...(options.clientId !== undefined && { clientId: options.clientId }),
        ...(options.sources !== undefined && { sources: options.sources }),
        ...(options.tokenId !== undefined && { tokenId: options.tokenId }),
        ...(options.expiresAt !== undefined && { expiresAt: options.expiresAt }),
      },
      access: {},
    };
    const reply = await this.route.handle(exchange);
    return new Response(toBody(reply.body, request.signal), { status: reply.status, headers: reply.headers });
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.route.close();
    await this.runtime.close();
    await this.store.close();
    await this.#cleanUp();
    requireNoLeak(this.logLines.join("\n"), this.#sent);
  }
}

/** Texts in the arguments of a call that are more than a name or an id. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.includes(" ") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
