import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { follow } from "../helpers/follow-stream.ts";
import { type ClientOptions, Harness } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

describe("subscriptions", () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.open();
  });
  afterEach(() => harness.close());

  const listen = async (as: ClientOptions) => {
    const notifications = { resourceSubscriptions: ["awareness://knowledge"] };
    const body = {
      jsonrpc: "2.0",
      id: "listen-1",
      method: "subscriptions/listen",
      params: { notifications, _meta: META },
    };
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    };
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const stream = follow(await harness.fetch(request, as));
    await stream.until("acknowledged");
    return stream;
  };
  const write = async (owner: string) => {
    await (await harness.client({ owner })).ok("remember", { source: "s", tags: [], description: "d" });
  };

  it("tell an owner of changes and never of another owner's", async () => {
    const [alice, bob] = [await listen({ owner: "alice" }), await listen({ owner: "bob" })];
    await write("alice");
    await alice.until("resources/updated");
    expect(alice.seen.join("")).toContain("awareness://knowledge");
    expect(alice.seen.join("")).not.toContain("awareness://briefing");
    await write("bob");
    await bob.until("resources/updated");
    expect(bob.seen.join("").match(/resources\/updated/g)).toHaveLength(1);
    expect(alice.seen.join("").match(/resources\/updated/g)).toHaveLength(1);
    await Promise.all([alice.stop(), bob.stop()]);
  });

  it("tell of changes that another process made", async () => {
    const alice = await listen({ owner: "alice" });
    await harness.store.entries.insert(
      "alice" as never,
      { id: "x", type: "note", source: "s", tags: [], data: {} },
      { by: "other", tool: "remember" },
    );
    await alice.until("resources/updated");
    await alice.stop();
  });

  it("end with their proper result when the server closes", async () => {
    const alice = await listen({ owner: "alice" });
    await harness.route.endStreams();
    await alice.until('"resultType":"complete"');
    await expect(listen({ owner: "alice" })).rejects.toMatchObject({ status: 503 });
    expect((await (await harness.client()).ok("get_stats")).total).toBe(0);
  });

  it("are bounded for each owner", async () => {
    const open = await Promise.all(Array.from({ length: 32 }, () => listen({ owner: "alice" })));
    await expect(listen({ owner: "alice" })).rejects.toMatchObject({ status: 429 });
    const bob = await listen({ owner: "bob" });
    await open[0]?.stop();
    const again = await listen({ owner: "alice" });
    await Promise.all([...open.slice(1), again, bob].map((stream) => stream.stop()));
  });

  it("reach 2025-era sessions, survive a restart, and stay with the session that asked", async () => {
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const send = async (method: string, session: string | undefined, body?: object) =>
      harness.fetch(
        new Request("http://localhost/mcp", {
          method,
          headers: { ...headers, ...(session === undefined ? {} : { "mcp-session-id": session }) },
          ...(body === undefined ? {} : { body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }) }),
        }),
      );
    const open = async () => {
      const clientInfo = { name: "old", version: "1" };
      const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
      const response = await send("POST", undefined, { method: "initialize", params });
      await response.text();
      return response.headers.get("mcp-session-id") ?? "";
    };
    const [follower, other] = [await open(), await open()];
    await (
      await send("POST", follower, { method: "resources/subscribe", params: { uri: "awareness://briefing" } })
    ).text();
    await harness.restart();
    const [mine, theirs] = [follow(await send("GET", follower)), follow(await send("GET", other))];
    const told = () => mine.seen.join("").split("awareness://briefing").length - 1;
    // Once for what may have changed while no stream was open.
    await mine.until("awareness://briefing");
    expect(told()).toBe(1);
    await write("alice");
    await expect.poll(told, { timeout: 5_000 }).toBe(2);
    expect(theirs.seen.join("")).not.toContain("resources/updated");
    await Promise.all([mine.stop(), theirs.stop()]);
  });
});
