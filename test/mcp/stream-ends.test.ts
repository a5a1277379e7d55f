import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClientOptions, Harness } from "../helpers/mcp-harness.ts";
import { INITIALIZE, legacyHeaders, MODERN_META, modernHeaders } from "../helpers/wire.ts";

const URL = "http://localhost/mcp";

/** What nothing holds on to goes now: an end that depends on it would never come. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}

describe("an open stream", () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.open();
  });
  afterEach(() => harness.close());

  const post = (message: object, headers: Readonly<Record<string, string>>, as: ClientOptions) =>
    harness.fetch(new Request(URL, { method: "POST", headers, body: JSON.stringify(message) }), as);

  async function openSession(as: ClientOptions): Promise<string> {
    const message = { jsonrpc: "2.0", id: 0, method: "initialize", params: INITIALIZE };
    const response = await post(message, legacyHeaders(), as);
    await response.text();
    return response.headers.get("mcp-session-id") ?? "";
  }
  async function get(session: string, as: ClientOptions): Promise<Response> {
    const headers = { accept: "text/event-stream", "mcp-session-id": session };
    return harness.fetch(new Request(URL, { headers }), as);
  }

  const streams: Readonly<Record<string, (as: ClientOptions) => Promise<Response>>> = {
    "of a session": async (as) => get(await openSession(as), as),
    "of a subscription": (as) => {
      const params = {
        notifications: { resourceSubscriptions: ["awareness://knowledge"] },
        _meta: MODERN_META,
      };
      const message = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
      return post(message, modernHeaders(message), as);
    },
  };

  it.each(
    Object.keys(streams).flatMap((kind) => [
      [kind, 0],
      [kind, 0.3],
    ]),
  )("%s ends with its token, %d s after it was asked for", async (kind, seconds) => {
    const expiresAt = harness.clock.now() / 1000 + Number(seconds);
    const response = await streams[String(kind)]?.({ expiresAt });
    expect(response?.headers.get("content-type")).toContain("text/event-stream");
    const ended = response?.text();
    await collectGarbage();
    expect((await ended)?.includes('"resultType":"complete"')).toBe(kind === "of a subscription");
  });

  it.each(Object.keys(streams))("%s ends when its token is revoked, others go on", async (kind) => {
    const mine = await streams[String(kind)]?.({ tokenId: "mine" });
    const other = await streams[String(kind)]?.({ tokenId: "other" });
    await collectGarbage();
    harness.revoked.add("mine");
    expect((await mine?.text())?.includes('"resultType":"complete"')).toBe(kind === "of a subscription");
    const next = other?.text().then(() => "ended");
    expect(await Promise.race([next, Promise.resolve("open")])).toBe("open");
    harness.revoked.add("other");
    expect(await next).toBe("ended");
  });

  it("of a subscription ends with its token while nobody can say which tokens were taken back", async () => {
    const other = await streams["of a subscription"]?.({ tokenId: "other" });
    let asked = 0;
    harness.hasEnded = () => {
      asked += 1;
      return new Promise(() => {});
    };
    await vi.waitFor(() => expect(asked).toBe(1), 5_000);
    const expiresAt = harness.clock.now() / 1000 + 0.1;
    const mine = await streams["of a subscription"]?.({ tokenId: "mine", expiresAt });
    expect(await mine?.text()).toContain('"resultType":"complete"');
    expect(asked).toBe(1);
    await other?.body?.cancel();
  });

  it("gives way to a newer one of the same session, whose client has lost it", async () => {
    const session = await openSession({});
    const lost = await get(session, {});
    const newer = await get(session, {});
    expect(newer.status).toBe(200);
    await lost.text();
    await newer.body?.cancel();
  });
});
