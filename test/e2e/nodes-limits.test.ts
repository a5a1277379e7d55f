import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_DATABASES, type NodeDatabase } from "../helpers/nodes/databases.ts";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { rawHttp } from "../helpers/raw-http.ts";

/** Of an allowance that is used up on two nodes, each may hold back what it has fetched and not used: 3 s worth. */
const PER_MINUTE = 60;
const HELD_BACK = 2 * 3;

describe.each(NODE_DATABASES)("two nodes with a limit, on $name", ({ take }) => {
  let database: NodeDatabase;
  let nodes: Nodes;
  beforeAll(async () => {
    database = await take();
    const env = { ...database.env, AWARENESS_RATE_LIMIT_PER_OWNER: String(PER_MINUTE) };
    nodes = await startNodes({ count: 2, env });
  });
  afterAll(async () => {
    await nodes.close();
    await database.giveBack();
  });

  it("let an owner through as often as one node would", async () => {
    const token = await nodes.mint("alice");
    const clients = [rawHttp(nodes.url(0), token), rawHttp(nodes.url(1), token)];
    const startedAt = performance.now();
    const statuses: number[] = [];
    for (let turn = 0; turn < 2 * PER_MINUTE; turn += 1) {
      const answer = await clients[turn % 2]?.call("get_tags");
      statuses.push(answer?.status ?? 0);
    }
    const passed = statuses.filter((status) => status === 200).length;
    const regained = Math.ceil((performance.now() - startedAt) / 1000);
    expect(passed).toBeLessThanOrEqual(PER_MINUTE + regained);
    expect(passed).toBeGreaterThanOrEqual(PER_MINUTE - HELD_BACK);
    expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - passed);
  });
});
