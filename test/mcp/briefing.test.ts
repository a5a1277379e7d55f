import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("the briefing", () => {
  let harness: Harness;
  let client: TestClient;
  let owner: string;
  let round = 0;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  beforeEach(async () => {
    round += 1;
    owner = `owner${round}`;
    client = await harness.client({ owner });
  });
  afterAll(() => harness.close());

  const status = (source: string, args: object = {}) =>
    client.ok("report_status", { source, tags: [], metrics: {}, ...args });
  const alert = (source: string, args: object = {}) =>
    client.ok("report_alert", {
      source,
      tags: ["infra"],
      alert_id: "a",
      level: "warning",
      alert_type: "threshold",
      message: `${source} is unwell`,
      ...args,
    });
  const brief = () => client.ok("get_briefing");

  it("is all clear with fresh sources, counted", async () => {
    await status("a");
    expect((await brief()).summary).toBe("All clear across 1 source.");
    await status("b");
    expect(await brief()).toMatchObject({
      attention_needed: false,
      sources_total: 2,
      sources: { a: { status: "ok" }, b: { status: "ok" } },
      summary: "All clear across 2 sources.",
    });
  });

  it("names sources in trouble with headline and drill-down", async () => {
    await status("nas");
    await alert("nas");
    await alert("web", { level: "critical", message: "site is down" });
    expect(await brief()).toMatchObject({
      attention_needed: true,
      active_alerts: 2,
      sources: {
        nas: { status: "warning", headline: "nas is unwell", drill_down: "awareness://alerts/nas" },
        web: { status: "critical", headline: "site is down", last_report: null },
      },
      summary: "1 critical on web. 1 warning on nas.",
      suggested_mention: "CRITICAL: site is down FYI: nas is unwell",
      evaluation: { alerts_checked: 2, surfaced: 2, suppressed: 0, pattern_matched: 0, stale_sources: 0 },
    });
  });

  it("calls a silent source stale, and still shows its critical alert", async () => {
    await status("nas", { ttl_sec: 60 });
    harness.clock.advance(61_000);
    expect(await brief()).toMatchObject({
      attention_needed: true,
      sources: {
        nas: { status: "stale", headline: "No report for 61 seconds.", drill_down: "awareness://status/nas" },
      },
      evaluation: { stale_sources: 1 },
    });
    await alert("nas", { level: "critical" });
    expect((await brief()).sources.nas).toMatchObject({ status: "critical", headline: "nas is unwell" });
  });

  it("ignores resolved alerts, mutes suppressed ones until they expire, and lets an escalation through", async () => {
    await alert("nas");
    await client.ok("suppress_alert", { source: "nas", duration_minutes: 10 });
    expect(await brief()).toMatchObject({
      attention_needed: false,
      active_suppressions: 1,
      evaluation: { suppressed: 1 },
    });
    await alert("nas", { alert_id: "b", level: "critical" });
    expect(await brief()).toMatchObject({ active_alerts: 1, sources: { nas: { status: "critical" } } });
    await alert("nas", { alert_id: "b", level: "critical", resolved: true });
    expect((await brief()).attention_needed).toBe(false);
    harness.clock.advance(600_000);
    expect(await brief()).toMatchObject({ attention_needed: true, active_suppressions: 0, active_alerts: 1 });
  });

  it("mutes by metric what report_alert says the metric is", async () => {
    await alert("nas", { metric: "cpu" });
    await client.ok("suppress_alert", { metric: "cpu" });
    expect(await brief()).toMatchObject({ attention_needed: false, evaluation: { suppressed: 1 } });
  });

  it("dismisses what a pattern expects, at its time only", async () => {
    await alert("nas", { message: "backup is slow", alert_id: "backup-slow" });
    await client.ok("learn_pattern", {
      source: "nas",
      tags: [],
      description: "d",
      effect: "suppress backup slow",
    });
    expect(await brief()).toMatchObject({ attention_needed: false, evaluation: { pattern_matched: 1 } });
    await alert("web", { message: "disk is slow", alert_id: "disk-slow" });
    const hour = new Date(harness.clock.now()).getHours();
    const conditions = { hour_range: [(hour + 2) % 24, (hour + 3) % 24] };
    await client.ok("learn_pattern", {
      source: "web",
      tags: [],
      description: "d",
      effect: "disk slow",
      conditions,
    });
    expect(await brief()).toMatchObject({ attention_needed: true, sources: { web: { status: "warning" } } });
  });

  it("reads the same twice, and nothing is written by reading", async () => {
    await alert("nas");
    const before = await harness.store.overview.latestRev(owner as never);
    expect(await brief()).toEqual(await brief());
    expect(await harness.store.overview.latestRev(owner as never)).toBe(before);
  });

  it("stays within its size however much there is, and counts the rest", async () => {
    const long = "x".repeat(300);
    for (let n = 0; n < 30; n++) {
      const source = `source-${n}-${"long-name-".repeat(15)}`;
      await alert(source, {
        level: n % 2 === 0 ? "critical" : "warning",
        message: `${n} ${long}`,
        alert_id: `${n}`,
      });
      await client.ok("remember", { source, tags: [], description: `${n} ${long}` });
    }
    const { text, json } = await client.call("get_briefing");
    expect(text.length / 4).toBeLessThanOrEqual(500);
    expect(json).toMatchObject({ sources_total: 30, active_alerts: 30, attention_needed: true });
    expect(Object.keys(json.sources).length).toBeLessThanOrEqual(5);
    expect(json.summary).toMatch(/15 critical on .* more\. 15 warning on/);
    for (const record of Object.values(json.sources) as { headline: string }[]) {
      expect(record.headline.length).toBeLessThanOrEqual(120);
    }
  });

  it("costs at most 200 tokens when all is clear", async () => {
    for (let n = 0; n < 40; n++) {
      await status(`source-${n}-${"long-name-".repeat(15)}`, { ttl_sec: 1_000_000 });
      await client.ok("remember", { source: "s", tags: [], description: "y".repeat(300) });
    }
    const other = await harness.client({ owner, name: "other", by: "phone" });
    const { text, json } = await other.call("get_briefing");
    expect(json).toMatchObject({ attention_needed: false, sources_total: 40 });
    expect(text.length / 4).toBeLessThanOrEqual(200);
  });

  it("loses no alert: each is surfaced, suppressed or expected", async () => {
    for (let n = 0; n < 60; n++) {
      const level = n % 5 === 0 ? "critical" : "warning";
      await alert(`s${n % 7}`, { alert_id: `${n}`, level, message: `thing ${n % 3} broke` });
    }
    await client.ok("suppress_alert", { source: "s1" });
    await client.ok("learn_pattern", { source: "", tags: [], description: "d", effect: "thing 2" });
    const { evaluation } = await brief();
    expect(evaluation.alerts_checked).toBe(60);
    expect(evaluation.surfaced + evaluation.suppressed + evaluation.pattern_matched).toBe(60);
    expect(evaluation.suppressed).toBeGreaterThan(0);
    expect(evaluation.pattern_matched).toBeGreaterThan(0);
  });
});
