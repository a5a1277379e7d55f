import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReadLog } from "../../src/domain/activity/read-log.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("what counts as read", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ name: "claude" });
  });
  afterAll(() => harness.close());

  const readsOf = async (entry_id: string) =>
    (await client.ok("get_reads", { entry_id })).entries.map(
      ({ tool_used }: { tool_used: string }) => tool_used,
    );
  const status = async (source: string, metrics: object): Promise<string> =>
    (await client.ok("report_status", { source, tags: [], metrics })).id;

  it("a status asked for, and its reads outlive the next heartbeat", async () => {
    const id = await status("nas", { load: 1 });
    await client.ok("get_status", { source: "nas" });
    await client.ok("acted_on", { entry_id: id, action: "looked" });
    expect(await status("nas", { load: 2 })).toBe(id);
    expect(await readsOf(id)).toEqual(["get_status"]);
    expect((await client.ok("get_actions", { entry_id: id })).entries).toHaveLength(1);
  });

  it("an alert, a suppression, an intention and a related entry shown in full", async () => {
    const named = { source: "web", tags: [], level: "warning", alert_type: "threshold" };
    const { id: alert } = await client.ok("report_alert", { ...named, alert_id: "a", message: "m" });
    const { id: mute } = await client.ok("suppress_alert", { source: "web" });
    const { id: goal } = await client.ok("remind", { goal: "g", source: "web", tags: [] });
    const note = { source: "web", tags: [], description: "d", related_ids: [goal] };
    const { id: linking } = await client.ok("remember", note);
    for (const mode of ["list", "full"]) {
      await client.ok("get_alerts", { source: "web", mode });
      await client.ok("get_intentions", { source: "web", mode });
      await client.ok("get_related", { entry_id: goal, mode });
    }
    await client.ok("get_suppressions");
    expect(await readsOf(alert)).toEqual(["get_alerts"]);
    expect(await readsOf(goal)).toEqual(["get_intentions"]);
    expect(await readsOf(linking)).toEqual(["get_related"]);
    expect(await readsOf(mute)).toEqual(["get_suppressions"]);
  });

  it("a resource, under its URI", async () => {
    const id = await status("router", { up: 1 });
    await client.sdk.readResource({ uri: "awareness://status/router" });
    await client.sdk.readResource({ uri: `awareness://entry/${id}` });
    const { entries } = await client.ok("get_reads", { entry_id: id });
    expect(entries).toHaveLength(2);
    for (const row of entries) {
      expect(row).toMatchObject({ platform: "claude", tool_used: expect.stringMatching(/^awareness:/) });
    }
  });

  it("not what a briefing, a count or a log mentions", async () => {
    const { id } = await client.ok("remember", { source: "quiet", tags: ["q"], description: "d" });
    for (const tool of ["get_briefing", "get_stats", "get_tags", "get_unread", "get_activity"]) {
      await client.ok(tool);
    }
    await client.ok("get_history", { entry_id: id });
    expect(await readsOf(id)).toEqual([]);
  });
});

describe("the log of reads", () => {
  it("writes what came together in one go, and keeps what could not be written", async () => {
    const harness = await Harness.open();
    const client = await harness.client();
    const { id } = await client.ok("remember", { source: "s", tags: [], description: "d" });
    const owner = parseOwner("alice");
    const waitingAtFailure: number[] = [];
    let writes = 0;
    let broken = true;
    const { activity } = harness.store;
    const log = createReadLog({
      store: {
        ...activity,
        recordReads: (...args) => {
          writes += 1;
          return broken ? Promise.reject(new Error("the disk is away")) : activity.recordReads(...args);
        },
      },
      delayMs: 1_000_000,
      onError: (_error, waiting) => waitingAtFailure.push(waiting),
    });
    const read = { entryId: id, at: harness.clock.now(), tool: "fetch" };
    for (let n = 0; n < 20; n++) log.record(owner, [read, read]);
    expect(writes).toBe(0);
    await log.flush();
    expect(waitingAtFailure).toEqual([40]);
    log.record(owner, [read]);
    broken = false;
    await log.close();
    expect(writes).toBe(2);
    expect((await activity.summarizeReads(owner, [id])).get(id)?.count).toBe(41);
    await harness.close();
  });
});
