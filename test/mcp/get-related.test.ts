import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("get_related", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const note = async (description: string, related_ids?: readonly string[]): Promise<string> =>
    (await client.ok("remember", { source: "s", tags: [], description, related_ids })).id;
  const related = async (entry_id: string, more: object = {}): Promise<readonly string[]> =>
    (await client.ok("get_related", { entry_id, ...more })).entries.map(({ id }: { id: string }) => id);

  it("answers what an entry names, then what names it, each newest change first, none twice", async () => {
    const [one, two] = [await note("one"), await note("two")];
    const hub = await note("hub", [two, one]);
    const [three, four] = [await note("three", [hub]), await note("four", [hub])];
    await client.ok("update_entry", { entry_id: one, related_ids: [hub] });
    expect(await related(hub)).toEqual([one, two, four, three]);
    expect(await related(two)).toEqual([hub]);
  });

  it("answers an empty page without links", async () => {
    const id = await note("alone");
    expect(await client.ok("get_related", { entry_id: id })).toEqual({
      entries: [],
      limit: 100,
      offset: 0,
      has_more: false,
    });
  });

  it("leaves out the entry itself and entries that are gone", async () => {
    const [kept, gone] = [await note("kept"), await note("gone")];
    const hub = await note("hub", [kept, gone]);
    await client.ok("update_entry", { entry_id: hub, related_ids: [hub, kept, gone] });
    const pointing = await note("pointing", [hub]);
    await client.ok("delete_entry", { entry_id: gone });
    expect(await related(hub)).toEqual([kept, pointing]);
    await client.ok("delete_entry", { entry_id: pointing });
    expect(await related(hub)).toEqual([kept]);
  });

  it("pages over both blocks by cursor", async () => {
    const forward = [await note("f1"), await note("f2"), await note("f3")];
    const hub = await note("hub", forward);
    for (const [n, id] of forward.entries()) {
      await client.ok("update_entry", { entry_id: id, related_ids: [hub], description: `mutual ${n}` });
      await note(`reverse ${n}`, [hub]);
    }
    const whole = await related(hub);
    expect(whole).toHaveLength(6);
    for (const limit of [1, 2, 4]) {
      const pieces: string[] = [];
      let page = { has_more: true, next_cursor: undefined as string | undefined };
      while (page.has_more) {
        page = await client.ok("get_related", { entry_id: hub, limit, cursor: page.next_cursor });
        pieces.push(...(page as unknown as { entries: { id: string }[] }).entries.map(({ id }) => id));
      }
      expect(pieces).toEqual(whole);
    }
    expect(await client.ok("get_related", { entry_id: hub, limit: 6 })).toMatchObject({ has_more: false });
  });

  it("answers lines in list mode, and counts as reading in full only", async () => {
    const target = await note("target");
    const hub = await note("hub", [target]);
    const { entries } = await client.ok("get_related", { entry_id: hub, mode: "list" });
    expect(entries[0]).toMatchObject({ id: target, description: "target" });
    expect(entries[0].data).toBeUndefined();
    expect((await client.ok("get_reads", { entry_id: target })).entries).toEqual([]);
    await related(hub);
    const [read] = (await client.ok("get_reads", { entry_id: target })).entries;
    expect(read.tool_used).toBe("get_related");
  });

  it("knows no entry that is unknown, deleted or somebody else's", async () => {
    const bob = await harness.client({ owner: "bob" });
    const mine = await note("mine");
    const gone = await note("gone");
    await client.ok("delete_entry", { entry_id: gone });
    for (const [who, entry_id] of [
      [client, "unknown"],
      [client, gone],
      [bob, mine],
    ] as const) {
      expect(await who.fail("get_related", { entry_id })).toMatchObject({
        code: "not_found",
        param: "entry_id",
        value: entry_id,
      });
    }
  });
});
