import { afterEach, beforeEach, expect, it } from "vitest";
import { Harness } from "../helpers/mcp-harness.ts";
import { MODERN_META, modernHeaders } from "../helpers/wire.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.open();
});
afterEach(() => harness.close());

/** Opens a stream, and all that it says until the server ends it. */
async function listen(notifications: object, meta: object = {}): Promise<() => Promise<string>> {
  const params = { notifications, _meta: { ...MODERN_META, ...meta } };
  const message = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
  const request = new Request("http://localhost/mcp", {
    method: "POST",
    headers: modernHeaders(message),
    body: JSON.stringify(message),
  });
  const response = await harness.fetch(request);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const first = Buffer.from((await reader.read()).value ?? []).toString();
  return async () => {
    let text = first;
    for (let next = await reader.read(); !next.done; next = await reader.read())
      text += Buffer.from(next.value).toString();
    return text;
  };
}

it.each([
  { resourceSubscriptions: ["awareness://knowledge"] },
  { promptsListChanged: true },
  {
    promptsListChanged: true,
    toolsListChanged: true,
    resourceSubscriptions: ["awareness://knowledge", "x:y"],
  },
])("an ordinary stream says byte for byte what the SDK's says: %j", async (notifications) => {
  // An envelope that is in order but rare is left to the SDK.
  const streams = [
    await listen(notifications),
    await listen(notifications, { "io.modelcontextprotocol/logLevel": "error" }),
  ];
  const client = await harness.client();
  await client.ok("remember", { source: "s", tags: [], description: "A change that is followed" });
  await harness.route.endStreams();
  const [direct, sdk] = await Promise.all(streams.map((rest) => rest()));
  expect(direct).toContain('"resultType":"complete"');
  expect(direct).toBe(sdk);
});
