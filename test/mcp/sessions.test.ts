import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClientOptions, Harness } from "../helpers/mcp-harness.ts";

const HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: { roots: {} },
    clientInfo: { name: "old", version: "1" },
  },
};
const CALL = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "get_stats", arguments: {} } };

describe("sessions of 2025-era clients", () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.open({ maxSessionsPerOwner: 3, sessionTtlSeconds: 3600 });
  });
  afterEach(() => harness.close());

  function send(method: string, session: string | undefined, body?: object, as: ClientOptions = {}) {
    const headers = { ...HEADERS, ...(session === undefined ? {} : { "mcp-session-id": session }) };
    const request = new Request("http://localhost/mcp", {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return harness.fetch(request, as);
  }
  async function open(as: ClientOptions = {}): Promise<string> {
    const response = await send("POST", undefined, INITIALIZE, as);
    expect(response.status).toBe(200);
    await response.text();
    return response.headers.get("mcp-session-id") ?? "";
  }
  async function works(session: string, as: ClientOptions = {}): Promise<boolean> {
    const response = await send("POST", session, CALL, as);
    const text = await response.text();
    return response.status === 200 && text.includes('"total"');
  }

  it("get an unguessable id of visible ASCII", async () => {
    const ids = await Promise.all([open(), open({ owner: "b" }), open({ owner: "c" })]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{32,}$/);
  });

  it("keep their id, client name and protocol version when the server's memory is gone", async () => {
    const session = await open();
    await harness.restart();
    expect(await works(session)).toBe(true);
    const note = { name: "remember", arguments: { source: "s", tags: [], description: "d" } };
    await (await send("POST", session, { ...CALL, params: note })).text();
    const client = await harness.client();
    const { entries } = await client.ok("get_knowledge");
    expect(entries[0].written_by.client).toBe("old");
  });

  it("are rebuilt once when many requests arrive at the same time", async () => {
    const session = await open();
    await harness.restart();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, id) => send("POST", session, { ...CALL, id })),
    );
    const texts = await Promise.all(all.map((response) => response.text()));
    for (const [id, text] of texts.entries()) expect(text).toContain(`"id":${id}`);
  });

  it("refuse a request with the id of another that is not answered yet", async () => {
    const session = await open();
    const held: (() => void)[] = [];
    const { stats } = harness.store.overview;
    Object.assign(harness.store.overview, {
      stats: async (...args: Parameters<typeof stats>) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return stats(...args);
      },
    });
    const first = send("POST", session, CALL);
    await expect.poll(() => held.length).toBe(1);
    const second = await send("POST", session, CALL);
    expect([second.status, await second.json()]).toEqual([
      400,
      { jsonrpc: "2.0", error: { code: -32600, message: expect.stringContaining("same id") }, id: null },
    ]);
    for (const letGo of held) letGo();
    expect(await (await first).text()).toContain('"id":1');
    Object.assign(harness.store.overview, { stats });
    expect(await works(session)).toBe(true);
  });

  it("answer the same 404 for an unknown, an ended and a foreign id", async () => {
    const mine = await open();
    const ended = await open();
    expect((await send("DELETE", ended)).status).toBe(200);
    const bytes = async (session: string, as?: ClientOptions) => {
      const response = await send("POST", session, CALL, as);
      return [response.status, await response.text(), [...response.headers]];
    };
    const unknown = await bytes("00000000-0000-4000-8000-000000000000");
    expect(unknown[0]).toBe(404);
    expect(await bytes(ended)).toEqual(unknown);
    expect(await bytes(mine, { owner: "mallory" })).toEqual(unknown);
    for (const method of ["GET", "DELETE"]) {
      expect((await send(method, mine, undefined, { owner: "mallory" })).status).toBe(404);
    }
    expect(await works(mine)).toBe(true);
  });

  it("want the session header after initialize: 400 for POST, 405 with Allow for GET and DELETE", async () => {
    expect((await send("POST", undefined, CALL)).status).toBe(400);
    for (const method of ["GET", "DELETE"]) {
      const response = await send(method, undefined);
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST");
    }
  });

  it.each([
    [
      "without a protocol version",
      { capabilities: {}, clientInfo: { name: "c", version: "1" } },
      "protocolVersion",
    ],
    [
      "that is too long to keep",
      { ...INITIALIZE.params, clientInfo: { name: "x".repeat(70_000), version: "1" } },
      "65536",
    ],
  ])("refuse an initialize %s, and none is opened", async (_, params, said) => {
    const response = await send("POST", undefined, { ...INITIALIZE, params });
    expect([response.status, response.headers.get("mcp-session-id")]).toEqual([400, null]);
    const { error } = JSON.parse(await response.text());
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(said) });
  });

  it("that a new version cannot restore are not found, so that clients open another", async () => {
    await harness.store.sessions.insert({
      id: "from-the-past",
      owner: "alice" as never,
      clientId: "",
      initialize: JSON.stringify({ ...INITIALIZE, params: {} }),
      subscriptions: [],
      createdAt: harness.clock.now(),
      touchedAt: harness.clock.now(),
      expiresAt: harness.clock.now() + 60_000,
    });
    expect((await send("POST", "from-the-past", CALL)).status).toBe(404);
    expect((await send("POST", "from-the-past", CALL)).status).toBe(404);
  });

  it("end the longest idle one over the limit, never the new one", async () => {
    const first = await open();
    harness.clock.advance(60_000);
    const second = await open();
    harness.clock.advance(60_000);
    expect(await works(first)).toBe(true);
    harness.clock.advance(60_000);
    const more = [await open(), await open()];
    expect(await works(second)).toBe(false);
    for (const session of [first, ...more]) expect(await works(session)).toBe(true);
  });

  it("that are used all the time are not the longest idle, however late the registry learns of it", async () => {
    const busy = await open();
    harness.clock.advance(1000);
    const quiet = await open();
    harness.clock.advance(1000);
    await open();
    harness.clock.advance(1000);
    expect(await works(busy)).toBe(true);
    await open();
    expect(await works(busy)).toBe(true);
    expect(await works(quiet)).toBe(false);
  });

  it("end after their idle time, which every request renews", async () => {
    const session = await open();
    for (let n = 0; n < 5; n++) {
      harness.clock.advance(3_000_000);
      expect(await works(session)).toBe(true);
    }
    harness.clock.advance(3_600_001);
    expect(await works(session)).toBe(false);
  });

  it("close open streams soon when the session is ended by another process", async () => {
    const session = await open();
    const stream = await send("GET", session);
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    await harness.store.sessions.end("alice" as never, session);
    const reader = stream.body?.getReader();
    const started = performance.now();
    while (reader !== undefined && !(await reader.read()).done);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("ignore session ids altogether in stateless mode", async () => {
    const stateless = await Harness.open({ statelessHttp: true });
    const request = (method: string, body?: object) =>
      stateless.fetch(
        new Request("http://localhost/mcp", {
          method,
          headers: { ...HEADERS, "mcp-session-id": "stale" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    for (const body of [INITIALIZE, CALL]) {
      const response = await request("POST", body);
      expect(response.status).toBe(200);
      expect(response.headers.get("mcp-session-id")).toBeNull();
      await response.text();
    }
    for (const method of ["GET", "DELETE"]) expect((await request(method)).status).toBe(405);
    await stateless.close();
  });

  it("do not matter to 2026-07-28 requests, not even a valid id of another owner", async () => {
    const session = await open();
    await (await harness.client({ owner: "alice" })).ok("remember", {
      source: "s",
      tags: [],
      description: "d",
    });
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const headers = { ...HEADERS, "mcp-session-id": session, "mcp-protocol-version": "2026-07-28" };
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers: { ...headers, "mcp-method": "tools/call", "mcp-name": "get_stats" },
      body: JSON.stringify({ ...CALL, params: { ...CALL.params, _meta: meta } }),
    });
    const response = await harness.fetch(request, { owner: "bob" });
    expect(response.status).toBe(200);
    expect(response.headers.get("mcp-session-id")).toBeNull();
    expect(JSON.parse(await response.text()).result.structuredContent.total).toBe(0);
  });

  it("refuse batches and unsupported versions in every era", async () => {
    const session = await open();
    const batch = await send("POST", session, [CALL]);
    expect(batch.status).toBe(400);
    expect(await batch.json()).toMatchObject({ error: { code: -32600 }, id: null });
  });

  it("answer 503 with Retry-After while the registry is down, and work again afterwards", async () => {
    const session = await open();
    const outage = harness.failSessions();
    const response = await send("POST", session, CALL);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBeTruthy();
    const modern = await harness.client();
    expect((await modern.ok("get_stats")).total).toBe(0);
    outage.end();
    expect(await works(session)).toBe(true);
  });
});
