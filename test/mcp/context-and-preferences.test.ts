import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const DAY = 24 * 3_600_000;

describe("contexts", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const read = async (source: string) => (await client.ok("get_knowledge", { source })).entries;

  it("expire after 30 days unless said otherwise, and say so", async () => {
    const added = await client.ok("add_context", { source: "trip", tags: ["t"], description: "in Lisbon" });
    const expires = new Date(harness.clock.now() + 30 * DAY).toISOString();
    expect(added).toEqual({ status: "ok", id: added.id, expires });
    const [entry] = await read("trip");
    expect(entry).toMatchObject({
      id: added.id,
      type: "context",
      expires,
      data: { description: "in Lisbon" },
    });
    expect(Object.keys(entry.data)).toEqual(["description"]);
  });

  it("are gone at their second and restorable then", async () => {
    const { id } = await client.ok("add_context", {
      source: "day",
      tags: [],
      description: "d",
      expires_days: 1,
    });
    harness.clock.advance(DAY - 1);
    expect(await read("day")).toHaveLength(1);
    harness.clock.advance(1);
    expect(await read("day")).toEqual([]);
    expect((await client.ok("search", { query: "d", source: "day" })).results).toEqual([]);
    expect((await client.ok("restore_entry", { entry_id: id })).restored).toBe(1);
  });

  it("take whole days from 1 to 3650", async () => {
    for (const expires_days of [0, -1, 1.5, 3651]) {
      const args = { source: "s", tags: [], description: "d", expires_days };
      expect(await client.fail("add_context", args)).toMatchObject({
        code: "invalid_parameter",
        param: "expires_days",
        value: expires_days,
      });
    }
  });

  it("may have a language and links", async () => {
    const { id } = await client.ok("remember", { source: "n", tags: [], description: "d" });
    const args = { source: "linked", tags: [], description: "hallo", language: "de", related_ids: [id, id] };
    await client.ok("add_context", args);
    expect((await read("linked"))[0]).toMatchObject({ language: "de", data: { related_ids: [id] } });
    expect(await client.fail("add_context", { ...args, related_ids: ["nothing"] })).toMatchObject({
      code: "not_found",
      param: "related_ids[0]",
    });
    expect(await client.fail("add_context", { ...args, language: "german" })).toMatchObject({
      param: "language",
    });
  });
});

describe("preferences", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const set = (key: string, value: string, scope?: string) =>
    client.ok("set_preference", { key, value, ...(scope === undefined ? {} : { scope }) });
  const read = async () => (await client.ok("get_knowledge", { entry_type: "preference" })).entries;

  it("are one per key and scope, and do not come back in the answer", async () => {
    const first = await set("style", "short answers");
    expect(first).toEqual({ status: "ok", id: first.id, key: "style", scope: "global" });
    expect((await set("style", "long answers")).id).toBe(first.id);
    const other = await set("style", "formal", "work");
    expect(other).toMatchObject({ key: "style", scope: "work" });
    const entries = await read();
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ source: "work", tags: [], logical_key: "style" });
    expect(entries[1].data).toEqual({ key: "style", value: "long answers", scope: "global" });
  });

  it("keep their former values in the history, and none for a value set again", async () => {
    const { id } = await set("theme", "dark");
    await set("theme", "dark");
    await set("theme", "light");
    const { versions } = await client.ok("get_history", { entry_id: id });
    expect(versions.map((version: { data: { value: string } }) => version.data.value)).toEqual([
      "light",
      "dark",
    ]);
  });

  it("are one row of many calls at once", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => set("race", `value ${n}`)));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  });

  it("need a key, and a text as value", async () => {
    expect(await client.fail("set_preference", { key: "", value: "v" })).toMatchObject({ param: "key" });
    expect(await client.fail("set_preference", { key: "k", value: true })).toMatchObject({ param: "value" });
  });
});
