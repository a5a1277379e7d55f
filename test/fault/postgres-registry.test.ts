import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { type SessionWire, sessionWire } from "../helpers/nodes/session-wire.ts";
import { type Cluster, startCluster } from "../helpers/postgres/cluster.ts";
import { type RawHttp, rawHttp } from "../helpers/raw-http.ts";

const CALL = { id: 1, method: "tools/call", params: { name: "get_stats", arguments: {} } };

describe("two nodes whose session database is away while the main one works", () => {
  let registry: Cluster;
  let nodes: Nodes;
  let wire: SessionWire;
  let modern: RawHttp;
  let a: string;
  let b: string;
  const sessions: string[] = [];
  beforeAll(async () => {
    registry = await startCluster();
    nodes = await startNodes({ count: 2, env: { AWARENESS_SESSION_DATABASE_URL: registry.adminUrl } });
    [a, b] = [nodes.url(0), nodes.url(1)];
    const token = await nodes.mint();
    wire = sessionWire(token);
    modern = rawHttp(a, token);
    for (let index = 0; index < 6; index += 1) sessions.push(await wire.open(index % 2 ? a : b));
  });
  afterAll(async () => {
    await nodes.close();
    await registry.stop();
  });

  const timed = async (work: Promise<{ readonly status: number }>) => {
    const began = performance.now();
    const answer = await work;
    return { ...answer, ms: performance.now() - began };
  };
  const worksEverywhere = async () => {
    for (const [index, session] of sessions.entries()) {
      const { status } = await wire.send(index % 2 ? b : a, "POST", session, CALL);
      expect(status).toBe(200);
    }
  };

  it.each(["has ended", "stands still"])(
    "serve 2026, refuse sessions with 503 and never with 404, and know them afterwards: it %s",
    async (how) => {
      const stream = await wire.listen(a, sessions[0] ?? "");
      if (how === "stands still") await registry.signal("SIGSTOP");
      else await registry.signal("SIGKILL");

      // Many at once, so that those without a session would go short if the others kept their places.
      const stateful = ["POST", "GET", "DELETE"].flatMap((method) =>
        Array.from({ length: 120 }, (_, index) =>
          timed(
            wire.send(
              index % 2 ? a : b,
              method,
              sessions[index % 6],
              method === "POST" ? { ...CALL, id: index } : undefined,
            ),
          ),
        ),
      );
      const initialize = timed(
        wire.send(a, "POST", undefined, {
          id: 0,
          method: "initialize",
          params: {
            protocolVersion: "2025-11-25",
            capabilities: {},
            clientInfo: { name: "n", version: "1" },
          },
        }),
      );
      for (let turn = 0; turn < 20; turn += 1) {
        const { status, ms } = await timed(
          modern.call("remember", { source: "s", tags: [], description: "d" }),
        );
        expect(status).toBe(200);
        expect(ms).toBeLessThan(8_000);
      }
      const answers = await Promise.all([...stateful, initialize]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(20_000);
      const refused = await wire.send(b, "POST", sessions[1], CALL);
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
      expect((await wire.send(b, "POST", undefined, CALL)).status).toBe(400);
      expect((await fetch(new URL("/ready", a))).status).toBe(200);

      const back = performance.now();
      if (how === "stands still") await registry.signal("SIGCONT");
      else await registry.restart();
      await vi.waitFor(async () => expect((await wire.send(b, "POST", sessions[1], CALL)).status).toBe(200), {
        timeout: 12_000,
        interval: 20,
      });
      expect(performance.now() - back).toBeLessThan(how === "stands still" ? 8_000 : 16_000);
      await vi.waitFor(worksEverywhere, { timeout: 8_000, interval: 50 });
      // The stream was not given up meanwhile.
      await wire.subscribe(a, sessions[0] ?? "", "awareness://knowledge");
      await modern.call("remember", { source: "s", tags: [], description: "heard" });
      await stream.until("awareness://knowledge");
      await stream.stop();
    },
  );

  it("start without it, and know the sessions when it comes", async () => {
    await registry.signal("SIGKILL");
    await nodes.stop(0);
    await nodes.start(0);
    expect((await modern.call("get_stats")).status).toBe(200);
    expect((await wire.send(a, "POST", sessions[2], CALL)).status).toBe(503);
    await registry.restart();
    await vi.waitFor(async () => expect((await wire.send(a, "POST", sessions[2], CALL)).status).toBe(200), {
      timeout: 16_000,
      interval: 20,
    });
    await worksEverywhere();
  });
});
