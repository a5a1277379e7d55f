import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const DAY = 86_400_000;

describe("the trash", () => {
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

  const iso = (ms: number) => new Date(ms).toISOString();
  const note = async (tags: readonly string[] = []): Promise<string> =>
    (await client.ok("remember", { source: "s", tags, description: "d" })).id;
  const trash = async () => (await client.ok("get_deleted")).entries;

  it("is left alone by a second delete of what is in it", async () => {
    const id = await note(["t"]);
    await client.ok("delete_entry", { entry_id: id });
    const before = await trash();
    harness.clock.advance(1000);
    await client.ok("delete_entry", { entry_id: id });
    expect(await client.ok("delete_entry", { tags: ["t"], confirm: true })).toMatchObject({ trashed: 0 });
    expect(await trash()).toEqual(before);
    expect((await client.ok("get_history", { entry_id: id })).versions).toHaveLength(2);
  });

  it("shows when an entry came and when it goes, and nothing of how that is stored", async () => {
    const context = { source: "s", tags: [], description: "in Rome", expires_days: 2 };
    const { id } = await client.ok("add_context", context);
    const expired = harness.clock.now() + 2 * DAY;
    harness.clock.advance(3 * DAY);
    const [entry] = await trash();
    expect(entry).toMatchObject({ id, deleted: iso(expired), expires: iso(expired + 30 * DAY) });
    expect(entry.data).toEqual({ description: "in Rome" });
  });

  it("takes by tags exactly what was counted before", async () => {
    for (const tags of [["a", "b"], ["a", "b", "c"], ["a"], ["b"], ["A", "B"]]) await note(tags);
    const { would_trash } = await client.ok("delete_entry", { tags: ["b", "a"] });
    const { trashed } = await client.ok("delete_entry", { tags: ["b", "a"], confirm: true });
    expect([would_trash, trashed, (await trash()).length]).toEqual([2, 2, 2]);
    expect((await client.ok("get_stats")).total).toBe(3);
  });

  it("is purged of what lay there for 30 days, whoever owns it and whatever they set", async () => {
    await client.ok("set_preference", { key: "auto_cleanup", value: "false" });
    const id = await note();
    await client.ok("delete_entry", { entry_id: id });
    harness.clock.advance(30 * DAY - 1);
    await harness.store.trash.purge(harness.clock.now() - 30 * DAY, 100);
    expect((await client.ok("restore_entry", { entry_id: id })).restored).toBe(1);
    await client.ok("delete_entry", { entry_id: id });
    harness.clock.advance(30 * DAY + 1);
    await harness.store.trash.purge(harness.clock.now() - 30 * DAY, 100);
    expect(await trash()).toEqual([]);
    expect(await client.fail("get_history", { entry_id: id })).toMatchObject({ code: "not_found" });
    expect((await client.ok("get_stats")).total).toBe(1);
  });
});
