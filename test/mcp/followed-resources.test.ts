import { PassThrough } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS } from "../../src/domain/principal.ts";
import { serveStdioMcp } from "../../src/mcp/stdio.ts";
import { follow } from "../helpers/follow-stream.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** What a test hears of: URIs that were updated, and `prompts`. */
interface Listener {
  heard(): readonly string[];
  stop(): Promise<void>;
}

const URI = /"uri":"([^"]+)"/;

function toHeard(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    if (line.includes("prompts/list_changed")) return ["prompts"];
    return line.includes("resources/updated") ? [URI.exec(line)?.[1] ?? "?"] : [];
  });
}

const listenMessage = (uris: readonly string[]) => ({
  jsonrpc: "2.0",
  id: "listen-1",
  method: "subscriptions/listen",
  params: { notifications: { resourceSubscriptions: uris, promptsListChanged: true }, _meta: META },
});

async function overHttp(harness: Harness, owner: string, uris: readonly string[]): Promise<Listener> {
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "subscriptions/listen",
  };
  const body = JSON.stringify(listenMessage(uris));
  const request = new Request("http://localhost/mcp", { method: "POST", headers, body });
  const stream = follow(await harness.fetch(request, { owner }));
  await stream.until("acknowledged");
  return {
    heard: () =>
      toHeard(
        stream.seen
          .join("")
          .split("\n")
          .filter((line) => !line.includes("acknowledged")),
      ),
    stop: stream.stop,
  };
}

async function overStdio(harness: Harness, owner: string, uris: readonly string[]): Promise<Listener> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const service = serveStdioMcp({
    runtime: harness.runtime,
    principal: { owner: parseOwner(owner), scopes: FULL_ACCESS, by: "stdio" },
    input,
    output,
    log: pino({ level: "silent" }),
  });
  let said = "";
  output.setEncoding("utf8").on("data", (text: string) => (said += text));
  input.write(`${JSON.stringify(listenMessage(uris))}\n`);
  await expect.poll(() => said).toContain("acknowledged");
  return {
    heard: () => toHeard(said.split("\n").filter((line) => !line.includes("acknowledged"))),
    stop: () => service.close(),
  };
}

async function inSession(harness: Harness, owner: string, uris: readonly string[]): Promise<Listener> {
  const client = await harness.client({ owner, legacy: true });
  const heard: string[] = [];
  client.sdk.setNotificationHandler("notifications/resources/updated", async ({ params }) => {
    heard.push(params.uri);
  });
  client.sdk.setNotificationHandler("notifications/prompts/list_changed", async () => {
    heard.push("prompts");
  });
  for (const uri of uris) await client.sdk.subscribeResource({ uri });
  return { heard: () => heard, stop: () => client.sdk.close() };
}

describe.each([
  ["2026-07-28 over HTTP", overHttp],
  ["2026-07-28 over stdio", overStdio],
  ["2025-11-25 in a session", inSession],
])("followed resources, %s", (_how, open) => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  beforeEach(async () => {
    harness = await Harness.open();
    alice = await harness.client({ owner: "alice" });
    bob = await harness.client({ owner: "bob" });
  });
  afterEach(() => harness.close());

  const alert = (client: TestClient, source: string) =>
    client.ok("report_alert", {
      source,
      alert_id: "a",
      tags: [],
      level: "warning",
      alert_type: "threshold",
      message: String(Math.random()),
    });

  it("are told of when what they are made of changes, and not when something else does", async () => {
    const { id } = await alice.ok("remember", { source: "s", tags: [], description: "d" });
    const uris = [
      "awareness://alerts/nas",
      "awareness://alerts/rack%2Fone",
      "awareness://status/nas",
      "awareness://suppressions",
      `awareness://entry/${id}`,
      "test://nothing-of-ours",
    ];
    const listener = await open(harness, "alice", uris);
    await alert(alice, "nas");
    await expect.poll(listener.heard).toEqual(["awareness://alerts/nas"]);
    await alert(alice, "rack/one");
    await expect.poll(listener.heard).toHaveLength(2);
    expect(listener.heard()[1]).toBe("awareness://alerts/rack%2Fone");
    await alice.ok("report_status", { source: "nas", tags: [], metrics: {} });
    await expect.poll(listener.heard).toHaveLength(3);
    await alice.ok("update_entry", { entry_id: id, description: "e" });
    await expect.poll(listener.heard).toHaveLength(4);
    await alice.ok("suppress_alert", { source: "nas" });
    await expect.poll(listener.heard).toHaveLength(5);
    expect(listener.heard().slice(2)).toEqual([
      "awareness://status/nas",
      `awareness://entry/${id}`,
      "awareness://suppressions",
    ]);
    await listener.stop();
  });

  it("are told of when an entry goes to the trash", async () => {
    const { id } = await alice.ok("remember", { source: "s", tags: [], description: "d" });
    const listener = await open(harness, "alice", [`awareness://entry/${id}`]);
    await alice.ok("delete_entry", { entry_id: id });
    await expect.poll(listener.heard).toEqual([`awareness://entry/${id}`]);
    await listener.stop();
  });

  it("are told of to their owner alone, even under the same URI", async () => {
    const uris = ["awareness://alerts/nas", "awareness://briefing"];
    const [mine, theirs] = [await open(harness, "alice", uris), await open(harness, "bob", uris)];
    await alert(bob, "nas");
    await expect.poll(theirs.heard).toHaveLength(2);
    expect(mine.heard()).toEqual([]);
    await alert(alice, "nas");
    await expect.poll(mine.heard).toHaveLength(2);
    expect(theirs.heard()).toHaveLength(2);
    await Promise.all([mine.stop(), theirs.stop()]);
  });

  it("come with word of changed prompts, for their owner and for prompts only", async () => {
    const [mine, theirs] = [await open(harness, "alice", []), await open(harness, "bob", [])];
    await alice.ok("remember", { source: "home", tags: [], description: "no prompt" });
    const { id } = await alice.ok("remember", { source: "custom-prompt", tags: [], description: "one" });
    await expect.poll(mine.heard).toEqual(["prompts"]);
    await alice.ok("delete_entry", { entry_id: id });
    await expect.poll(mine.heard).toEqual(["prompts", "prompts"]);
    await bob.ok("remember", { source: "custom-prompt", tags: [], description: "two" });
    await expect.poll(theirs.heard).toEqual(["prompts"]);
    expect(mine.heard()).toHaveLength(2);
    await Promise.all([mine.stop(), theirs.stop()]);
  });
});
