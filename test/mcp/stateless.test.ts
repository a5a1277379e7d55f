import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness } from "../helpers/mcp-harness.ts";

describe("stateless mode, for clients that know sessions", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open({ statelessHttp: true });
  });
  afterAll(() => harness.close());

  const post = (message: object, headers: Record<string, string> = {}, owner = "alice") =>
    harness.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: {
          accept: "application/json, text/event-stream",
          "content-type": "application/json",
          "mcp-protocol-version": "2025-11-25",
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      }),
      { owner },
    );
  /** The answer, whether it came as JSON or as the one event of a stream. */
  const answerOf = async (response: Response) => {
    const text = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  };

  it("lists tools to who never said hello", async () => {
    const response = await post({ id: 1, method: "tools/list", params: {} });
    expect(response.status).toBe(200);
    expect((await answerOf(response)).result.tools.length).toBeGreaterThan(30);
  });

  it("answers requests at once, each to its owner, and never with a session id", async () => {
    const owners = ["alice", "bob", "carol", "dave", "eve"];
    const remember = (owner: string) => ({
      id: owner,
      method: "tools/call",
      params: { name: "remember", arguments: { source: owner, tags: [], description: "d" } },
    });
    const stored = await Promise.all(owners.map((owner) => post(remember(owner), {}, owner)));
    expect(stored.map(({ status }) => status)).toEqual(owners.map(() => 200));
    for (const response of stored) expect(response.headers.get("mcp-session-id")).toBeNull();
    expect((await Promise.all(stored.map(answerOf))).map(({ id }) => id)).toEqual(owners);
    const stats = { id: 2, method: "tools/call", params: { name: "get_stats", arguments: {} } };
    const seen = await Promise.all(owners.map(async (owner) => answerOf(await post(stats, {}, owner))));
    const sources = seen.map(({ result }) => JSON.parse(result.content[0].text).sources);
    expect(sources).toEqual(owners.map((owner) => [owner]));
  });

  it("takes a session id of long ago for nothing", async () => {
    const headers = { "mcp-session-id": "0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20" };
    const response = await post({ id: 1, method: "tools/list", params: {} }, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get("mcp-session-id")).toBeNull();
  });
});
