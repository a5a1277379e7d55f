import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const NOTES = 40;

describe("get_knowledge with a hint", () => {
  let harness: Harness;
  let client: TestClient;
  const ids: string[] = [];

  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    for (let number = 0; number < NOTES; number += 1) {
      const isBackup = number % 4 === 0;
      const note = {
        source: number % 2 === 0 ? "home" : "work",
        tags: ["t"],
        description: isBackup ? `The backup number ${number}` : `Something else, number ${number}`,
      };
      ids.push((await client.ok("remember", note)).id);
      harness.clock.advance(1_000);
    }
  });
  afterAll(() => harness.close());

  async function walk(args: Record<string, unknown>): Promise<readonly string[]> {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.ok("get_knowledge", { ...args, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.entries.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    return seen;
  }

  it.each([1, 3, 7, 10, 11, 39, 40, 41])(
    "pages of %i show every entry once, those that answer first",
    async (limit) => {
      const seen = await walk({ hint: "backups", limit });
      expect(seen.toSorted()).toEqual(ids.toSorted());
      const first = new Set(seen.slice(0, NOTES / 4));
      expect(ids.filter((_, number) => number % 4 === 0).every((id) => first.has(id))).toBe(true);
      const others = ids.filter((_, number) => number % 4 !== 0);
      expect(seen.slice(NOTES / 4)).toEqual(others.toReversed());
    },
  );

  it("finds old entries that answer, not only those of the newest page", async () => {
    const { entries } = await client.ok("get_knowledge", { hint: "backup number 0", limit: 1 });
    expect(entries[0]).toMatchObject({ id: ids[0], similarity: expect.any(Number) });
  });

  it("offsets walk the same order as cursors", async () => {
    const walked = await walk({ hint: "backup", limit: 6 });
    const jumped: string[] = [];
    for (let offset = 0; offset < NOTES; offset += 6) {
      const { entries } = await client.ok("get_knowledge", { hint: "backup", limit: 6, offset });
      jumped.push(...entries.map(({ id }: { id: string }) => id));
    }
    expect(jumped).toEqual(walked);
  });

  it("keeps to the filters", async () => {
    const { entries } = await client.ok("get_knowledge", { hint: "backup", source: "work" });
    expect(new Set(entries.map(({ source }: { source: string }) => source))).toEqual(new Set(["work"]));
  });

  it("takes signs of a query for words", async () => {
    const { entries } = await client.ok("get_knowledge", { hint: '-backup "number 4" source:x', limit: 500 });
    expect(entries).toHaveLength(NOTES);
  });

  it("refuses a cursor of another hint", async () => {
    const { next_cursor } = await client.ok("get_knowledge", { hint: "backup", limit: 2 });
    const error = await client.fail("get_knowledge", { hint: "else", limit: 2, cursor: next_cursor });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "cursor" });
  });
});
