import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { follow } from "../helpers/follow-stream.ts";
import { type ClientOptions, Harness } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const KNOWLEDGE = "awareness://knowledge";
const WORK: ClientOptions = { clientId: "desktop", sources: ["work"] };
const ALL: ClientOptions = { clientId: "desktop" };

describe("streams and sessions of tokens that are bound to a project", () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.open();
  });
  afterEach(() => harness.close());

  const write = async (source: string) => {
    const writer = await harness.client();
    return writer.ok("remember", { source, tags: [], description: "d" });
  };
  const send = (method: string, as: ClientOptions, headers: Record<string, string>, body?: object) =>
    harness.fetch(
      new Request("http://localhost/mcp", {
        method,
        headers: { ...HEADERS, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      as,
    );

  async function listen(as: ClientOptions) {
    const notifications = { resourceSubscriptions: [KNOWLEDGE], promptsListChanged: true };
    const params = { notifications, _meta: META };
    const body = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
    const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" };
    const stream = follow(await send("POST", as, headers, body));
    await stream.until("acknowledged");
    return stream;
  }

  it("a 2026 stream tells of changes in the project and of no others", async () => {
    const [bound, whole] = [await listen(WORK), await listen(ALL)];
    const secret = await write("private");
    await whole.until("resources/updated");
    await (await harness.client()).ok("delete_entry", { entry_id: secret.id });
    await write("custom-prompt");
    await whole.until("prompts/list_changed");
    expect(bound.seen.join("")).not.toContain("updated");
    await write("work");
    await bound.until("resources/updated");
    expect(bound.seen.join("").match(/resources\/updated/g)).toHaveLength(1);
    expect(bound.seen.join("")).not.toContain("prompts/list_changed");
    await Promise.all([bound.stop(), whole.stop()]);
  });

  it("a 2025 session follows what its token sees", async () => {
    const followers = await Promise.all(
      [WORK, ALL].map(async (as) => {
        const client = await harness.client({ ...as, legacy: true });
        const told: string[] = [];
        client.sdk.setNotificationHandler("notifications/resources/updated", async ({ params }) => {
          told.push(params.uri);
        });
        await client.sdk.subscribeResource({ uri: KNOWLEDGE });
        return told;
      }),
    );
    const [bound = [], whole = []] = followers;
    await write("private");
    await vi.waitFor(() => expect(whole).toEqual([KNOWLEDGE]));
    expect(bound).toEqual([]);
    await write("work");
    await vi.waitFor(() => expect(bound).toEqual([KNOWLEDGE]));
  });

  it.each([
    ["without a project", ALL, WORK],
    ["with one", WORK, ALL],
    ["with another", WORK, { ...WORK, sources: ["team"] }],
  ])("a session that a token %s has opened is unknown to the other", async (_, opener, other) => {
    const params = {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "c", version: "1" },
    };
    const initialize = { jsonrpc: "2.0", id: 0, method: "initialize", params };
    const opened = await send("POST", opener, {}, initialize);
    await opened.text();
    const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
    let id = 0;
    const call = async (as: ClientOptions): Promise<number> => {
      id += 1;
      const body = { jsonrpc: "2.0", id, method: "tools/call", params: { name: "get_stats", arguments: {} } };
      const response = await send("POST", as, session, body);
      await response.text();
      return response.status;
    };
    expect(await call(opener)).toBe(200);
    expect(await call(other)).toBe(404);
    for (const method of ["GET", "DELETE"]) {
      expect((await send(method, other, session)).status).toBe(404);
    }
    expect(await call(opener)).toBe(200);
    const same = { ...opener, ...(opener.sources && { sources: [...opener.sources, ...opener.sources] }) };
    expect(await call(same)).toBe(200);
  });

  it("every stateless request of the 2025 era counts by its own token", async () => {
    const stateless = await Harness.open({ statelessHttp: true });
    await (await stateless.client()).ok("remember", { source: "private", tags: [], description: "d" });
    expect((await (await stateless.client({ ...WORK, legacy: true })).ok("get_stats")).total).toBe(0);
    expect((await (await stateless.client({ ...ALL, legacy: true })).ok("get_stats")).total).toBe(1);
    await stateless.close();
  });
});
