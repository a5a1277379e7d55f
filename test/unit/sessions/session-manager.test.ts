import { McpServer } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseOwner } from "../../../src/domain/owner.ts";
import { FULL_ACCESS, type Principal } from "../../../src/domain/principal.ts";
import type { LiveSession } from "../../../src/sessions/live-session.ts";
import { SessionManager } from "../../../src/sessions/session-manager.ts";
import { BACKENDS, type OpenedStore, silent } from "../../contract/backends.ts";
import { INITIALIZE } from "../../helpers/wire.ts";

const ALICE: Principal = { owner: parseOwner("alice"), scopes: FULL_ACCESS, by: "token", clientId: "app" };
const HELLO = { jsonrpc: "2.0", id: 0, method: "initialize", params: INITIALIZE };

let opened: OpenedStore;
/** Servers made so far, by any manager. */
let made = 0;
beforeEach(async () => {
  const [sqlite] = BACKENDS;
  if (sqlite === undefined) throw new Error("no backend");
  opened = await sqlite.open();
  made = 0;
});
afterEach(() => opened.close());

function createManager(): SessionManager {
  return new SessionManager({
    store: opened.store.sessions,
    clock: opened.clock,
    log: silent,
    ttlMs: 1_000_000,
    maxPerOwner: 10,
    makeServer() {
      made += 1;
      const server = new McpServer({ name: "test", version: "1" }, { capabilities: { tools: {} } });
      return { server, tell: () => {}, stop: () => {} };
    },
  });
}

const serve = ({ transport }: LiveSession): Promise<Response> =>
  transport.handleRequest(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    }),
    { parsedBody: HELLO },
  );

async function openOne(manager: SessionManager): Promise<string> {
  const response = await manager.open(ALICE, HELLO, serve);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

it("many requests at once on a node that does not know the session build one server", async () => {
  const id = await openOne(createManager());
  const other = createManager();
  made = 0;
  const seen = new Set<LiveSession>();
  await Promise.all(
    Array.from({ length: 50 }, () =>
      other.resume(ALICE, id, async (session) => {
        seen.add(session);
        return new Response();
      }),
    ),
  );
  expect([made, seen.size]).toEqual([1, 1]);
});

it("a session belongs to the owner and to the client that opened it", async () => {
  const manager = createManager();
  const id = await openOne(manager);
  const answer = (principal: Principal) => manager.resume(principal, id, async () => new Response());
  expect(await answer(ALICE)).toBeDefined();
  expect(await answer({ ...ALICE, clientId: "other app" })).toBeUndefined();
  const { clientId: _, ...anonymous } = ALICE;
  expect(await answer(anonymous)).toBeUndefined();
  expect(await answer({ ...ALICE, owner: parseOwner("bob") })).toBeUndefined();
  expect(await manager.end({ ...ALICE, clientId: "other app" }, id)).toBe(false);
  expect(await answer(ALICE)).toBeDefined();
});

it("its expiry is written at most every half minute, and never moved back by a node that used it before", async () => {
  const [one, other] = [createManager(), createManager()];
  const id = await openOne(one);
  let touches = 0;
  const { touch } = opened.store.sessions;
  Object.assign(opened.store.sessions, {
    touch: (...args: Parameters<typeof touch>) => {
      touches += 1;
      return touch(...args);
    },
  });
  const use = (manager: SessionManager) => manager.resume(ALICE, id, async () => new Response());
  for (let turn = 0; turn < 100; turn += 1) {
    opened.clock.advance(100);
    await use(one);
  }
  expect(touches).toBe(0);
  opened.clock.advance(30_000);
  await use(other);
  expect(touches).toBe(1);
  const before = await opened.store.sessions.find(ALICE.owner, id);
  // Only now does the first node write down how long ago it used the session.
  await openOne(one);
  expect((await opened.store.sessions.find(ALICE.owner, id))?.expiresAt).toBe(before?.expiresAt);
});
