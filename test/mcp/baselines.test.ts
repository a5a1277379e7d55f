import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const HOUR = 3_600_000;

describe("baselines of metrics", () => {
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

  const report = (metrics: object, source = "nas") =>
    client.ok("report_status", { source, tags: [], metrics, ttl_sec: 1_000_000 });
  const alerts = async () => (await client.ok("get_alerts")).entries;

  it("raise nothing before there is enough history", async () => {
    for (let n = 0; n < 15; n++) await report({ load: n });
    await report({ load: 100_000 });
    expect(await alerts()).toEqual([]);
  });

  it("are kept for each source and metric, and nested numbers count", async () => {
    for (let n = 0; n < 25; n++) {
      await report({ disk: { used: 10 + (n % 3) }, text: "fine" });
      await report({ disk: { used: 1000 + (n % 3) } }, "web");
    }
    await report({ disk: { used: 1000 } });
    await report({ disk: { used: 1001 } }, "web");
    expect(await alerts()).toMatchObject([
      { source: "nas", data: { metric: "disk.used", alert_type: "baseline", details: { value: 1000 } } },
    ]);
  });

  it("know the hour of the week, once they have seen enough of it", async () => {
    for (let week = 0; week < 24; week++) {
      await report({ load: 90 + (week % 3) });
      harness.clock.advance(HOUR);
      for (let n = 0; n < 6; n++) await report({ load: 10 + (n % 3) });
      harness.clock.advance(167 * HOUR);
    }
    await report({ load: 91 });
    expect(await alerts()).toEqual([]);
    await report({ load: 11 });
    const [raised] = await alerts();
    expect(raised.data.details).toMatchObject({ value: 11, hour_of_week: expect.any(Number) });
  });

  it("are told of in the briefing, and can be muted by metric", async () => {
    for (let n = 0; n < 25; n++) await report({ load: 10 + (n % 3) });
    await report({ load: 500 });
    expect((await client.ok("get_briefing")).sources.nas).toMatchObject({
      status: "warning",
      headline: expect.stringMatching(/^load is 500, usually 1\d/),
    });
    await client.ok("suppress_alert", { metric: "load" });
    expect(await client.ok("get_briefing")).toMatchObject({ attention_needed: false });
  });

  it("never resolve what a client reported", async () => {
    const mine = { source: "nas", tags: ["baseline"], alert_id: "mine", metric: "load" };
    const alert = { ...mine, level: "warning", alert_type: "baseline", message: "by hand" };
    await client.ok("report_alert", alert);
    await report({ load: 1 });
    expect(await alerts()).toMatchObject([{ data: { alert_id: "mine", resolved: false } }]);
  });
});
