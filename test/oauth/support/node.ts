import { createApp } from "../../../src/app/create-app.ts";
import { openStore } from "../../../src/app/open-store.ts";
import type { Config } from "../../../src/config/config.ts";
import { type Clock, systemClock } from "../../../src/domain/clock.ts";
import { parseOwner } from "../../../src/domain/owner.ts";
import type { Store } from "../../../src/domain/store.ts";
import type { FetchPublic } from "../../../src/oauth/server/client-documents.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { requireNoLeak } from "../../../torture/leaks.ts";
import { atEndOfFile } from "../../helpers/end-of-file.ts";
import { makeTempDir } from "../../helpers/temp-dir.ts";
import { aConfig } from "../../http/support/front-door.ts";
import { Browser, type Fetch } from "./browser.ts";
import { cheapHash } from "./cheap-hash.ts";
import { forward } from "./forward.ts";

export interface OAuthNodeOptions {
  readonly config?: Partial<Config>;
  readonly clock?: Clock;
  readonly fetchClientDocument?: FetchPublic;
}

export const PUBLIC_URL = "https://memory.example";
export const USER = "ada";
export const PASSWORD = "correct zebra battery umbrella";

/** What clients and browsers see of an installation whose OAuth server is on. */
export interface OAuthSite {
  readonly issuer: string;
  readonly resource: string;
  /** As a client or browser somewhere else would reach it. */
  readonly fetch: Fetch;
  browser(): Browser;
}

/** A server with its OAuth server on, known as `https://memory.example`, reached on the loopback behind its back. */
export interface OAuthNode extends OAuthSite {
  readonly port: number;
  /** Lines printed for the person at the terminal. */
  readonly notes: readonly string[];
  readonly config: Config;
  readonly log: readonly string[];
  /** Another connection to its database. */
  store(): Promise<Store>;
  /** An account with a password. */
  addUser(id?: string, password?: string): Promise<void>;
  close(): Promise<void>;
}

export async function startOAuthNode(options: OAuthNodeOptions = {}): Promise<OAuthNode> {
  const { clock = systemClock, fetchClientDocument } = options;
  const dataDir = makeTempDir();
  const config = aConfig({
    publicUrl: PUBLIC_URL,
    dataDir,
    database: { kind: "sqlite", path: `${dataDir}/awareness.db` },
    allowedHosts: ["localhost", "127.0.0.1", "[::1]", "memory.example"],
    allowedOrigins: ["localhost", "127.0.0.1", "[::1]", "memory.example"],
    oauthServer: { registration: true, redirectUris: [], clientHosts: undefined },
    ...options.config,
  });
  const log: string[] = [];
  const deps = {
    clock,
    log: createLogger("debug", { write: (line) => log.push(line) }),
    packageRoot: process.cwd(),
    input: process.stdin,
    output: process.stdout,
    ...(fetchClientDocument === undefined ? {} : { fetchClientDocument }),
  };
  const app = await createApp(config, deps);
  const opened: Store[] = [];
  const port = Number(new URL(app.localUrl ?? "").port);
  const base = config.publicUrl ?? `http://127.0.0.1:${port}`;
  const issuer = `${base}${config.mountPath}`;
  const fetch: Fetch = (url, init) => forward(port, new URL(url), init);
  const store = async () => {
    const one = await openStore(config.database, config, deps);
    opened.push(one);
    return one;
  };
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await Promise.all(opened.map((one) => one.close()));
      await app.close();
      requireNoLeak(log.join(""));
    })();
    return closed;
  };
  atEndOfFile(close);
  return {
    issuer,
    resource: `${issuer}/mcp`,
    port,
    notes: app.notes,
    config,
    log,
    fetch,
    browser: () => new Browser(fetch, new URL(base).origin),
    store,
    async addUser(id = USER, password = PASSWORD) {
      const { users } = await store();
      const owner = parseOwner(id);
      await users.add({ id: owner, timeZone: "UTC", identities: [] }, clock.now());
      await users.setPassword(owner, cheapHash(password), clock.now());
    },
    close,
  };
}
