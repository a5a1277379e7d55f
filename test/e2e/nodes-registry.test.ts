import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type MemoryClient } from "../../torture/client.ts";
import { type Balancer, startBalancer } from "../helpers/nodes/balancer.ts";
import { type Nodes, type NodesOptions, startNodes } from "../helpers/nodes/nodes.ts";

/** One registry for each node, in a file that no other node sees. */
const OWN_REGISTRIES: Pick<NodesOptions, "envOf"> = {
  envOf: (node, folder) => ({
    AWARENESS_SESSION_DATABASE_URL: `sqlite:${join(folder, `registry-${node}`, "sessions.db")}`,
  }),
};

describe.each([
  ["stateful, one registry", {}, true],
  ["stateful, a registry of its own on each node", OWN_REGISTRIES, false],
  [
    "stateless, a registry of its own on each node",
    { ...OWN_REGISTRIES, env: { AWARENESS_STATELESS_HTTP: "true" } },
    true,
  ],
])("two nodes that take turns, %s", (_, options, works) => {
  let nodes: Nodes;
  let balancer: Balancer;
  let token: string;
  beforeAll(async () => {
    nodes = await startNodes({ count: 2, ...options });
    balancer = await startBalancer({ ports: nodes.ports });
    await Promise.all([balancer.untilReady(0), balancer.untilReady(1)]);
    token = await nodes.mint();
  });
  afterAll(async () => {
    await balancer.close();
    await nodes.close();
  });

  const open = (kind: "old" | "legacy" | "modern"): Promise<MemoryClient> =>
    connect(kind, { kind: "http", url: balancer.url, token });
  /** Neighbouring calls go to different nodes. */
  const callTwice = async (client: MemoryClient) => {
    for (let turn = 0; turn < 2; turn += 1) expect((await client.call("get_stats")).isError).toBe(false);
  };

  it.each(["old", "legacy"] as const)(`a 2025-era client (%s) ${works ? "works" : "fails"}`, async (kind) => {
    const talk = async () => {
      const client = await open(kind);
      await callTwice(client);
      await client.close();
    };
    if (works) await talk();
    else await expect(talk()).rejects.toThrow(/Session not found/);
  });

  it("a 2026 client works", async () => {
    const client = await open("modern");
    await callTwice(client);
    await client.close();
  });
});
