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
/** Servers made so far, by any manager, and those of them that were stopped. */
let made = 0;
let stopped = 0;
beforeEach(async () => {
  const [sqlite] = BACKENDS;
  if (sqlite === undefined) throw new Error("no backend");
  opened = await sqlite.open();
  made = 0;
  stopped = 0;
});
afterEach(() => opened.close());

function createManager(ttlMs = 1_000_000): SessionManager {
  return new SessionManager({
    store: opened.store.sessions,
    clock: opened.clock,
    log: silent,
    ttlMs,
    maxPerOwner: 10,
    makeServer() {
      made += 1;
      const server = new McpServer({ name: "test", version: "1" }, { capabilities: { tools: {} } });
      const stop = () => {
        stopped += 1;
      };
      return { server, tell: () => {}, stop };
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
  for (let turn = 0; turn < 10; turn += 1) await openOne(other);
  opened.clock.advance(1);
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
  // Only now, over the limit, does the first node write down how long ago it used the session.
  await openOne(one);
  expect((await opened.store.sessions.find(ALICE.owner, id))?.expiresAt).toBe(before?.expiresAt);
});

/** Every call of the registry, in order; those named in `failing` fail. */
function watchRegistry(failing: readonly string[] = []): string[] {
  const calls: string[] = [];
  const { sessions } = opened.store;
  for (const [name, method] of Object.entries(sessions)) {
    Object.assign(sessions, {
      [name]: async (...args: unknown[]) => {
        calls.push(name);
        if (failing.includes(name)) throw new Error(`${name} failed`);
        return (method as (...all: unknown[]) => unknown)(...args);
      },
    });
  }
  return calls;
}

it.each(BACKENDS)("sessions that are opened at once on $name stay within the limit", async (backend) => {
  await opened.close();
  opened = await backend.open();
  const managers = [createManager(), createManager()];
  await Promise.all(managers.flatMap((manager) => Array.from({ length: 15 }, () => openOne(manager))));
  const count = await opened.store.sessions.count(ALICE.owner);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(10);
  const last = await openOne(createManager());
  expect(await opened.store.sessions.find(ALICE.owner, last)).toBeDefined();
});

it("a session that cannot be registered ends no other one", async () => {
  const manager = createManager();
  for (let turn = 0; turn < 10; turn += 1) await openOne(manager);
  watchRegistry(["insert"]);
  await expect(openOne(manager)).rejects.toThrow("insert failed");
  expect(await opened.store.sessions.count(ALICE.owner)).toBe(10);
});

it.each([
  ["after ten minutes without use", 1_000_000, 600_000],
  ["as soon as it has expired", 2_000, 2_000],
])("its server is let go %s", async (_when, ttlMs, patienceMs) => {
  const manager = createManager(ttlMs);
  await openOne(manager);
  opened.clock.advance(patienceMs);
  await manager.tidy();
  expect(stopped).toBe(0);
  opened.clock.advance(1);
  await manager.tidy();
  expect(stopped).toBe(1);
});

it("below the limit nobody is asked who is idle; at it, uses are written down at once and first", async () => {
  const manager = createManager();
  const ids: string[] = [];
  for (let turn = 0; turn < 9; turn += 1) ids.push(await openOne(manager));
  opened.clock.advance(100);
  for (const id of ids) await manager.resume(ALICE, id, async () => new Response());
  const calls = watchRegistry();
  await openOne(manager);
  expect(calls).toEqual(["insert", "count"]);
  calls.length = 0;
  await openOne(manager);
  expect(calls).toEqual(["insert", "count", "touchAll", "endLongestIdle"]);
});

it.each(["count", "touchAll", "endLongestIdle"])(
  "a session is opened although %s fails, and the next one that is makes room for both",
  async (failing) => {
    const manager = createManager();
    const first = await openOne(manager);
    for (let turn = 1; turn < 10; turn += 1) await openOne(manager);
    opened.clock.advance(100);
    await manager.resume(ALICE, first, async () => new Response());
    const { sessions } = opened.store;
    const whole = { ...sessions };
    watchRegistry([failing]);
    expect(await sessions.find(ALICE.owner, await openOne(manager))).toBeDefined();
    Object.assign(sessions, whole);
    opened.clock.advance(100);
    await openOne(manager);
    expect(await sessions.count(ALICE.owner)).toBe(10);
    // Its use was not forgotten when it could not be written down.
    expect(await sessions.find(ALICE.owner, first)).toMatchObject({ touchedAt: opened.clock.now() - 100 });
  },
);
