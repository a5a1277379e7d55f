import { openStore } from "../../../src/app/open-store.ts";
import type { Config, DatabaseTarget } from "../../../src/config/config.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { parseOwner } from "../../../src/domain/owner.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { type Ended, runToEnd } from "../../../torture/program.ts";
import type { NodeDatabases } from "../../helpers/nodes/databases.ts";
import { type Nodes, startNodes } from "../../helpers/nodes/nodes.ts";
import { aConfig } from "../../http/support/front-door.ts";
import { Browser, type Fetch } from "./browser.ts";
import { cheapHash } from "./cheap-hash.ts";
import { forward } from "./forward.ts";
import { type OAuthSite, PASSWORD, PUBLIC_URL, USER } from "./node.ts";

/**
 * Real servers on one database behind one name. What is asked of the site goes to each in turn. It has one browser, in which
 * somebody signs in once: sign-ins are counted.
 */
export interface OAuthNodes extends OAuthSite {
  readonly nodes: Nodes;
  /** The same site by the way of one node alone. */
  by(node: number): OAuthSite;
  /** How many requests each node has got. */
  readonly asked: readonly number[];
  /** Runs `awareness <args>` with the settings of the nodes. */
  command(...args: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

const SEALING_KEY = "a-sealing-key-of-more-than-32-bytes!";

/** Two of them, with an account that has a password. */
export async function startOAuthNodes(databases: NodeDatabases): Promise<OAuthNodes> {
  const database = await databases.take();
  const nodes = await startNodes({
    count: 2,
    env: {
      AWARENESS_OAUTH_SERVER: "true",
      AWARENESS_PUBLIC_URL: PUBLIC_URL,
      AWARENESS_KEY: SEALING_KEY,
      // Each request says which address it comes from, as behind a balancer.
      AWARENESS_TRUSTED_PROXIES: "127.0.0.1",
      ...database.env,
    },
  });
  const asked = [0, 0];
  let sent = 0;
  const by = (node: number): OAuthSite => {
    const fetch: Fetch = (url, init = {}) => {
      asked[node] = (asked[node] ?? 0) + 1;
      sent += 1;
      // From another network each time: limits of one network have tests of their own.
      const headers = new Headers(init.headers);
      headers.set("x-forwarded-for", `198.51.${(sent >> 8) & 255}.${sent & 255}`);
      return forward(nodes.ports[node] ?? 0, new URL(url), { ...init, headers });
    };
    return toSite(fetch);
  };
  const sites = [by(0), by(1)] as const;
  let turn = 0;
  const inTurn: Fetch = (url, init) => {
    turn = 1 - turn;
    return sites[turn === 0 ? 0 : 1].fetch(url, init);
  };
  await addUser(targetOf(nodes.launch.env?.AWARENESS_DATABASE_URL ?? ""));
  const browser = new Browser(inTurn, PUBLIC_URL);
  return {
    ...toSite(inTurn),
    browser: () => browser,
    nodes,
    asked,
    by: (node) => sites[node === 0 ? 0 : 1],
    command: (...args) => runToEnd(nodes.launch, args),
    async close() {
      await nodes.close();
      await database.giveBack();
    },
  };
}

function toSite(fetch: Fetch): OAuthSite {
  const [issuer, resource] = [PUBLIC_URL, `${PUBLIC_URL}/mcp`];
  return { issuer, resource, fetch, browser: () => new Browser(fetch, PUBLIC_URL) };
}

function targetOf(url: string): DatabaseTarget {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  return path === undefined ? { kind: "postgres", url } : { kind: "sqlite", path };
}

async function addUser(database: DatabaseTarget): Promise<void> {
  const config: Config = aConfig({ database });
  const log = createLogger("silent", { write: () => {} });
  const store = await openStore(database, config, { clock: systemClock, log, packageRoot: process.cwd() });
  const owner = parseOwner(USER);
  const now = systemClock.now();
  await store.users.add({ id: owner, timeZone: "UTC", identities: [] }, now);
  await store.users.setPassword(owner, await cheapHash(PASSWORD), now);
  await store.close();
}
