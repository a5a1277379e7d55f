import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NODE_DATABASES, type NodeDatabase } from "../helpers/nodes/databases.ts";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { type SessionWire, sessionWire } from "../helpers/nodes/session-wire.ts";

const CALL = { id: 1, method: "tools/call", params: { name: "get_stats", arguments: {} } };
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

describe.each(NODE_DATABASES)("sessions over two nodes on $name", ({ take }) => {
  let database: NodeDatabase;
  let nodes: Nodes;
  let alice: SessionWire;
  let bob: SessionWire;
  let a: string;
  let b: string;
  beforeAll(async () => {
    database = await take();
    const env = { ...database.env, AWARENESS_MAX_SESSIONS_PER_OWNER: "12", AWARENESS_SESSION_TTL: "900" };
    nodes = await startNodes({ count: 2, env });
    [a, b] = [nodes.url(0), nodes.url(1)];
    [alice, bob] = [sessionWire(await nodes.mint("alice")), sessionWire(await nodes.mint("bob"))];
  });
  afterAll(async () => {
    await nodes.close();
    await database.giveBack();
  });

  const remember = (wire: SessionWire, url: string, session: string, description: string) =>
    wire.call(url, session, "remember", { source: "counter", tags: [], description });
  const status = async (wire: SessionWire, url: string, session: string) =>
    (await wire.send(url, "POST", session, CALL)).status;

  it("go on on the other node, and on a node that was restarted", async () => {
    const session = await alice.open(a, "wanderer");
    for (const url of [b, a, b]) await remember(alice, url, session, "on the way");
    await nodes.stop(1);
    await remember(alice, a, session, "while the other is away");
    await nodes.start(1);
    const { id } = await remember(alice, b, session, "after its restart");
    const { entries } = await alice.call(b, session, "get_knowledge", { limit: 10 });
    expect(entries.find((entry: { id: string }) => entry.id === id).written_by.client).toBe("wanderer");
  });

  it("answer unknown, ended and foreign ids byte for byte the same, on both nodes, whatever the method", async () => {
    const [mine, ended] = [await alice.open(a), await alice.open(b)];
    expect((await alice.send(a, "DELETE", ended)).status).toBe(200);
    const bytes = async (wire: SessionWire, url: string, method: string, session: string) => {
      const answer = await wire.send(url, method, session, method === "POST" ? CALL : undefined);
      const headers = [...answer.headers].filter(([name]) => name !== "date");
      return { status: answer.status, text: answer.text, headers };
    };
    for (const method of ["POST", "GET", "DELETE"]) {
      const unknown = await bytes(alice, a, method, UNKNOWN);
      expect(unknown.status).toBe(404);
      for (const url of [a, b]) {
        expect(await bytes(alice, url, method, UNKNOWN)).toEqual(unknown);
        expect(await bytes(alice, url, method, ended)).toEqual(unknown);
        expect(await bytes(bob, url, method, mine)).toEqual(unknown);
      }
    }
    expect(await status(alice, b, mine)).toBe(200);
  });

  it("ended on one node are soon ended on the other, stream and all", async () => {
    const session = await alice.open(a);
    const stream = await alice.listen(b, session);
    const began = performance.now();
    expect((await alice.send(a, "DELETE", session)).status).toBe(200);
    expect(await status(alice, b, session)).toBe(404);
    await stream.ended;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await alice.send(b, "DELETE", session)).status).toBe(404);
  });

  it("of one owner that are used at once on both nodes never mix: names, answers and counts are each its own", async () => {
    const names = ["one", "two", "three", "four"];
    const sessions = await Promise.all(names.map((name, index) => alice.open(index % 2 ? a : b, name)));
    const stored = new Map<string, string[]>();
    await Promise.all(
      sessions.flatMap((session, index) =>
        Array.from({ length: 10 }, async (_, turn) => {
          const { id } = await remember(alice, turn % 2 ? a : b, session, `${names[index]} ${turn}`);
          stored.set(names[index] ?? "", [...(stored.get(names[index] ?? "") ?? []), id]);
        }),
      ),
    );
    const reader = sessions[0] ?? "";
    const { entries } = await alice.call(a, reader, "get_knowledge", { source: "counter", limit: 200 });
    const byId = new Map(entries.map((entry: { id: string }) => [entry.id, entry]));
    for (const name of names) {
      const own = stored.get(name) ?? [];
      expect(own).toHaveLength(10);
      for (const id of own) {
        const entry = byId.get(id) as { written_by: { client: string }; data: { description: string } };
        expect(entry.written_by.client).toBe(name);
        expect(entry.data.description).toMatch(new RegExp(`^${name} `));
      }
    }
  });

  it("follow what they were told to on either node, and never what another session was told", async () => {
    const [follower, other] = [await bob.open(a), await bob.open(a)];
    const [mine, theirs] = [await bob.listen(a, follower), await bob.listen(a, other)];
    await bob.subscribe(b, follower, "awareness://alerts");
    await bob.subscribe(b, other, "awareness://status");
    // Told once when this node learns of it, since something may have changed meanwhile.
    await mine.until("awareness://alerts");
    await theirs.until("awareness://status");
    const alert = (n: number) => ({
      ...{ source: "s", alert_id: `a${n}`, tags: [], level: "warning", alert_type: "threshold" },
      message: "m",
    });
    const told = (what = "resources/updated") => mine.seen.join("").split(what).length - 1;
    const before = told();
    await bob.call(b, other, "report_alert", alert(1));
    await vi.waitFor(() => expect(told()).toBeGreaterThan(before), { timeout: 12_000 });
    expect(theirs.seen.join("")).not.toContain("awareness://alerts");
    expect(mine.seen.join("")).not.toContain("awareness://status");

    await bob.unsubscribe(b, follower, "awareness://alerts");
    await bob.subscribe(b, follower, "awareness://suppressions");
    await mine.until("awareness://suppressions");
    const [after, alerts] = [told(), told("awareness://alerts")];
    await bob.call(a, other, "report_alert", alert(2));
    await bob.call(a, other, "suppress_alert", { source: "s" });
    await vi.waitFor(() => expect(told()).toBeGreaterThan(after), { timeout: 12_000 });
    expect(told("awareness://alerts")).toBe(alerts);
    await Promise.all([mine.stop(), theirs.stop()]);
  });

  it("tell a stream that opens again of what it may have missed", async () => {
    const session = await bob.open(a);
    await bob.subscribe(a, session, "awareness://knowledge");
    const first = await bob.listen(a, session);
    await first.stop();
    await bob.call(b, session, "remember", { source: "s", tags: [], description: "unheard" });
    const second = await bob.listen(b, session);
    await second.until("awareness://knowledge");
    await second.stop();
  });

  it("answer many requests at once that are the first on a node", async () => {
    const session = await alice.open(a);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, id) => alice.send(id % 4 ? b : a, "POST", session, { ...CALL, id })),
    );
    for (const [id, { status: code, text }] of all.entries()) {
      expect(code).toBe(200);
      expect(text).toContain(`"id":${id}`);
    }
  });

  it("over the limit end the longest idle, wherever they were opened", async () => {
    const carol = sessionWire(await nodes.mint("carol"));
    const sessions: string[] = [];
    for (let index = 0; index < 12; index += 1) sessions.push(await carol.open(index % 2 ? a : b));
    const [oldest = "", second = ""] = sessions;
    const newest = await carol.open(a);
    expect(await status(carol, b, oldest)).toBe(404);
    for (const session of [second, newest]) expect(await status(carol, b, session)).toBe(200);
  });

  it("want their id: 400 for POST, 405 with Allow for GET and DELETE, on every node", async () => {
    for (const url of [a, b]) {
      expect((await alice.send(url, "POST", undefined, CALL)).status).toBe(400);
      for (const method of ["GET", "DELETE"]) {
        const { status: code, headers } = await alice.send(url, method, undefined);
        expect([code, headers.get("allow")]).toEqual([405, "POST"]);
      }
    }
  });
});
