import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("suppressions and patterns in the briefing", () => {
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
      tags: ["docker"],
      alert_id: "cpu-high",
      level: "warning",
      alert_type: "threshold",
      message: "qBittorrent eats the CPU",
      ...args,
    });
  const suppress = (args: Record<string, unknown> = {}) => client.ok("suppress_alert", args);
  const surfaced = async () => (await client.ok("get_briefing")).active_alerts;
  const learn = (effect: string, args: object = {}) =>
    client.ok("learn_pattern", { source: "nas", tags: [], description: "d", effect, ...args });

  it.each([
    [{}, 0],
    [{ source: "nas" }, 0],
    [{ source: "web" }, 1],
    [{ metric: "cpu" }, 0],
    [{ metric: "disk" }, 1],
    [{ source: "nas", metric: "" }, 0],
    [{ tags: ["docker", "other"] }, 0],
    [{ tags: ["qbittorrent"] }, 0],
    [{ tags: ["plex"] }, 1],
    [{ source: "nas", tags: ["plex"], metric: "cpu" }, 1],
  ])("%j leaves %i of one warning", async (suppression, left) => {
    await alert({ metric: "cpu" });
    await suppress(suppression);
    expect(await surfaced()).toBe(left);
  });

  it.each([
    ["warning", true, 1],
    ["warning", false, 0],
    ["critical", true, 0],
  ])(
    "at level %s with escalation_override %s leaves %i of one critical alert",
    async (level, escalation_override, left) => {
      await alert({ level: "critical" });
      await suppress({ level, escalation_override });
      expect(await surfaced()).toBe(left);
    },
  );

  it("an escalation through one suppression neither hides nor frees what another one mutes", async () => {
    await alert({ level: "critical" });
    await suppress({ source: "nas", level: "critical" });
    await suppress({ source: "nas", level: "warning" });
    expect(await surfaced()).toBe(0);
    await alert({ alert_id: "fan", level: "critical", source: "web" });
    await suppress({ source: "web", level: "warning" });
    expect(await surfaced()).toBe(1);
  });

  it("all in force are counted, used or not, and none that has expired", async () => {
    for (const source of ["nas", "web", "router"]) await suppress({ source, duration_minutes: 5 });
    expect((await client.ok("get_briefing")).active_suppressions).toBe(3);
    harness.clock.advance(5 * 60_000);
    expect((await client.ok("get_briefing")).active_suppressions).toBe(0);
  });

  it("an alert without a metric, or with a null one, is judged by its tags", async () => {
    await alert({ metric: null });
    await suppress({ tags: ["cpu"] });
    expect(await client.ok("get_briefing")).toMatchObject({
      active_alerts: 0,
      evaluation: { suppressed: 1 },
    });
  });

  it("no pattern dismisses a critical alert, or a warning for one common word", async () => {
    await learn("ignore CPU spikes of qBittorrent");
    await alert({ level: "critical" });
    await alert({ alert_id: "fan", message: "CPU fan stands still" });
    expect(await surfaced()).toBe(2);
    await alert({ alert_id: "usual", message: "CPU spikes: qBittorrent" });
    expect(await client.ok("get_briefing")).toMatchObject({
      active_alerts: 2,
      evaluation: { pattern_matched: 1 },
    });
  });

  it("conditions nobody understands are refused by name, not taken as true", async () => {
    for (const [conditions, param] of [
      [{ weekday: "monday" }, "conditions.weekday"],
      [{ day_of_week: [] }, "conditions.day_of_week"],
      [{ hour_range: "9-17" }, "conditions.hour_range"],
      [{ hour_range: [9, 9] }, "conditions.hour_range"],
    ] as const) {
      const args = { source: "nas", tags: [], description: "d", conditions };
      expect(await client.fail("learn_pattern", args)).toMatchObject({ code: "invalid_parameter", param });
    }
  });
});
