import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("status and alert tools", () => {
  let harness: Harness;
  let client: TestClient;
  let round = 0;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  beforeEach(async () => {
    round += 1;
    client = await harness.client({ owner: `owner${round}` });
  });
  afterAll(() => harness.close());

  const alert = (args: object = {}) =>
    client.ok("report_alert", {
      source: "nas",
      tags: ["infra"],
      alert_id: "disk-full",
      level: "warning",
      alert_type: "threshold",
      message: "Disk is 95% full",
      ...args,
    });

  it("keep one status per source, with its history", async () => {
    const report = (metrics: object, args: object = {}) =>
      client.ok("report_status", { source: "nas", tags: [], metrics, ...args });
    const first = await report({ cpu: 5 }, { inventory: { disks: ["sda"] } });
    expect(first).toEqual({ status: "ok", id: first.id, source: "nas" });
    const second = await report({ cpu: 6 });
    expect(second.id).toBe(first.id);
    const status = await client.ok("get_status", { source: "nas" });
    expect(status).toMatchObject({
      id: first.id,
      type: "status",
      data: { metrics: { cpu: 6 }, ttl_sec: 120 },
    });
    expect(status.data.inventory).toBeUndefined();
    expect((await client.ok("get_stats")).entries.status).toBe(1);
    expect((await client.ok("get_history", { entry_id: first.id })).versions).toHaveLength(2);
  });

  it("answer not_found for a source without a status", async () => {
    expect(await client.fail("get_status", { source: "nope" })).toMatchObject({
      code: "not_found",
      param: "source",
      value: "nope",
    });
  });

  it("make one status of parallel heartbeats", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        client.ok("report_status", { source: "nas", tags: [], metrics: { n } }),
      ),
    );
    expect((await client.ok("get_stats")).entries.status).toBe(1);
  });

  it("raise, refresh and resolve one alert by source and id, details kept", async () => {
    const raised = await alert({ details: { free: "5%" }, diagnostics: { cmd: "df" }, metric: "disk" });
    expect(raised).toEqual({ status: "ok", id: raised.id, action: "reported", alert_id: "disk-full" });
    expect((await alert({ message: "Disk is 97% full" })).id).toBe(raised.id);
    const { entries } = await client.ok("get_alerts");
    expect(entries).toHaveLength(1);
    expect(entries[0].data).toMatchObject({
      message: "Disk is 97% full",
      details: { free: "5%" },
      diagnostics: { cmd: "df" },
      metric: "disk",
    });
    expect(await alert({ resolved: true })).toMatchObject({ id: raised.id, action: "resolved" });
    expect((await client.ok("get_alerts")).entries).toEqual([]);
    expect((await client.ok("get_history", { entry_id: raised.id })).versions).toHaveLength(3);
    expect((await alert({ source: "router" })).id).not.toBe(raised.id);
  });

  it("list alerts newest change first, by source and time, in both modes", async () => {
    await alert();
    harness.clock.advance(60_000);
    const since = new Date(harness.clock.now()).toISOString();
    await alert({ source: "router", alert_id: "down", message: "no link" });
    const sources = async (args: Record<string, unknown>) =>
      (await client.ok("get_alerts", args)).entries.map((entry: { source: string }) => entry.source);
    expect(await sources({})).toEqual(["router", "nas"]);
    expect(await sources({ source: "nas" })).toEqual(["nas"]);
    expect(await sources({ since })).toEqual(["router"]);
    const [listed] = (await client.ok("get_alerts", { mode: "list" })).entries;
    expect(listed).toMatchObject({ description: "no link" });
    expect(listed.data).toBeUndefined();
    const page = await client.ok("get_alerts", { limit: 1 });
    expect(await sources({ limit: 1, cursor: page.next_cursor })).toEqual(["nas"]);
  });

  it.each([
    ["level", { level: "Warning" }, "warning"],
    ["alert_type", { alert_type: "treshold" }, "threshold"],
  ])("refuse a wrong %s with a suggestion", async (param, args, suggestion) => {
    const all = {
      source: "s",
      tags: [],
      alert_id: "a",
      level: "warning",
      alert_type: "threshold",
      message: "m",
      ...args,
    };
    expect(await client.fail("report_alert", all)).toMatchObject({
      code: "invalid_parameter",
      param,
      suggestion,
    });
  });

  it("mute alerts for a while and say until when", async () => {
    const answer = await client.ok("suppress_alert", {
      tags: ["infra"],
      duration_minutes: 30,
      reason: "moving house",
    });
    expect(Object.keys(answer).sort()).toEqual(["expires", "id", "status"]);
    expect(Date.parse(answer.expires)).toBe(harness.clock.now() + 30 * 60_000);
    const { entries } = await client.ok("get_suppressions");
    expect(entries[0]).toMatchObject({
      source: "",
      tags: ["infra"],
      data: { metric: null, suppress_level: "warning", escalation_override: true, reason: "moving house" },
    });
    expect(entries[0].data.tags).toBeUndefined();
    await client.ok("delete_entry", { entry_id: answer.id });
    expect((await client.ok("get_suppressions")).entries).toEqual([]);
    for (const duration_minutes of [0, -5, 1.5]) {
      expect(await client.fail("suppress_alert", { duration_minutes })).toMatchObject({
        param: "duration_minutes",
      });
    }
    expect(await client.fail("suppress_alert", { level: "info" })).toMatchObject({ param: "level" });
  });

  it("learn patterns whose conditions make sense, with their defaults", async () => {
    const { id } = await client.ok("learn_pattern", {
      source: "",
      tags: [],
      description: "Backups are slow on Mondays",
    });
    const [entry] = (await client.ok("get_knowledge", { entry_type: "pattern" })).entries;
    expect(entry).toMatchObject({ id, data: { conditions: {}, effect: "", learned_from: "conversation" } });
    const error = await client.fail("learn_pattern", {
      source: "s",
      tags: [],
      description: "d",
      conditions: { day_of_week: "mondey" },
    });
    expect(error).toMatchObject({
      code: "invalid_parameter",
      param: "conditions.day_of_week",
      suggestion: "monday",
    });
  });

  it("raise a baseline alert for an unusual number, with the evidence, and resolve it when it is usual again", async () => {
    const report = async (cpu: number) => {
      await client.ok("report_status", { source: "web", tags: [], metrics: { cpu, load: { one: 1 } } });
      harness.clock.advance(60_000);
    };
    for (let n = 0; n < 40; n++) await report(40 + (n % 5));
    expect((await client.ok("get_alerts")).entries).toEqual([]);
    await report(97);
    const [raised] = (await client.ok("get_alerts")).entries;
    expect(raised).toMatchObject({
      source: "web",
      data: { alert_type: "baseline", level: "warning", metric: "cpu", details: { value: 97, samples: 40 } },
      written_by: { by: "awareness", tool: "baseline" },
    });
    expect(raised.data.message).toMatch(/^cpu is 97, usually 4\d/);
    await report(42);
    expect((await client.ok("get_alerts")).entries).toEqual([]);
  });
});
