import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const TWENTY = Array.from({ length: 20 }, (_, n) => n);

describe("twenty calls at once", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const atOnce = (call: (n: number) => Promise<unknown>) => Promise.all(TWENTY.map(call));
  const versionsOf = async (entry_id: string) =>
    (await client.ok("get_history", { entry_id, limit: 100 })).versions as {
      data: Record<string, unknown>;
    }[];

  it("store twenty notes", async () => {
    await atOnce((n) => client.ok("remember", { source: "many", tags: [], description: `note ${n}` }));
    const { entries } = await client.ok("get_knowledge", { source: "many" });
    expect(new Set(entries.map(({ data }: { data: { description: string } }) => data.description)).size).toBe(
      20,
    );
  });

  it("report one alert, and keep what each of them said", async () => {
    const alert = { source: "nas", tags: [], alert_id: "disk", level: "warning", alert_type: "threshold" };
    await atOnce((n) => client.ok("report_alert", { ...alert, message: `free: ${n}` }));
    const { entries } = await client.ok("get_alerts", { source: "nas" });
    expect(entries).toHaveLength(1);
    const said = (await versionsOf(entries[0].id)).map(({ data }) => data.message);
    expect(new Set(said).size).toBe(20);
  });

  it("report one status, and every number counts for what is usual", async () => {
    const report = (load: number) =>
      client.ok("report_status", { source: "busy", tags: [], metrics: { load }, ttl_sec: 60 });
    await atOnce((n) => report(10 + (n % 3)));
    await report(1000);
    expect((await client.ok("get_alerts", { source: "busy" })).entries).toHaveLength(1);
  });

  it("move one reminder, and lose no move", async () => {
    const { id } = await client.ok("remind", { goal: "g", source: "s", tags: [] });
    await atOnce((n) => client.ok("update_intention", { entry_id: id, state: "active", reason: `${n}` }));
    const reasons = (await versionsOf(id)).map(({ data }) => data.state_reason);
    expect(new Set(reasons)).toEqual(new Set([...TWENTY.map(String), undefined]));
  });

  it("edit one note, and lose no edit", async () => {
    const { id } = await client.ok("remember", { source: "s", tags: [], description: "first" });
    await atOnce((n) => client.ok("update_entry", { entry_id: id, description: `edit ${n}` }));
    expect(await versionsOf(id)).toHaveLength(21);
  });

  it("delete a note once", async () => {
    const { id } = await client.ok("remember", { source: "s", tags: [], description: "d" });
    await atOnce(() => client.ok("delete_entry", { entry_id: id }));
    expect(await versionsOf(id)).toHaveLength(2);
  });
});
