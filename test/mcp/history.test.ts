import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("get_history and revert_entry", () => {
  let harness: Harness;
  let client: TestClient;
  let phone: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ by: "laptop", name: "claude" });
    phone = await harness.client({ by: "phone", name: "chatgpt" });
  });
  afterAll(() => harness.close());

  const note = async (description: string) =>
    (await client.ok("remember", { source: "s", tags: ["t"], description })).id as string;

  it("shows every version with who, when and how, newest first", async () => {
    const id = await note("one");
    harness.clock.advance(1000);
    await phone.ok("update_entry", { entry_id: id, description: "two" });
    await client.ok("delete_entry", { entry_id: id });
    await client.ok("restore_entry", { entry_id: id });
    const { entry_id, versions, has_more } = await client.ok("get_history", { entry_id: id });
    expect({ entry_id, has_more }).toEqual({ entry_id: id, has_more: false });
    expect(versions.map((v: { version: number; change: string }) => [v.version, v.change])).toEqual([
      [4, "restored"],
      [3, "deleted"],
      [2, "updated"],
      [1, "created"],
    ]);
    expect(versions[2]).toMatchObject({
      at: "2026-07-28T09:00:01.000Z",
      written_by: { by: "phone", client: "chatgpt", tool: "update_entry" },
      data: { description: "two" },
    });
    expect(versions[3]).toMatchObject({ at: "2026-07-28T09:00:00.000Z", data: { description: "one" } });
  });

  it("undoes an edit and keeps both states", async () => {
    const id = await note("right");
    await client.ok("update_entry", {
      entry_id: id,
      description: "wrong",
      tags: [],
      content: "junk",
      language: "de",
    });
    expect(await client.ok("revert_entry", { entry_id: id, version: 1 })).toEqual({
      status: "ok",
      id,
      version: 3,
      reverted_to: 1,
    });
    const { versions } = await client.ok("get_history", { entry_id: id });
    expect(versions[0]).toMatchObject({ change: "reverted", tags: ["t"], data: { description: "right" } });
    expect(versions[0].data.content).toBeUndefined();
    expect(versions[0].language).toBeUndefined();
    expect(versions[1].data.description).toBe("wrong");
  });

  it("reverts nothing when the version is what stands", async () => {
    const id = await note("same");
    expect(await client.ok("revert_entry", { entry_id: id, version: 1 })).toMatchObject({ version: 1 });
  });

  it("refuses versions that do not exist and respects if_version", async () => {
    const id = await note("v");
    expect(await client.fail("revert_entry", { entry_id: id, version: 9 })).toMatchObject({
      code: "not_found",
      param: "version",
    });
    expect(await client.fail("revert_entry", { entry_id: id, version: 1, if_version: 2 })).toMatchObject({
      code: "conflict",
    });
    for (const version of [0, -1, 1.5, "1"]) {
      expect(await client.fail("revert_entry", { entry_id: id, version })).toMatchObject({
        param: "version",
      });
    }
  });

  it("pages long histories", async () => {
    const id = await note("0");
    for (let n = 1; n < 30; n++) await client.ok("update_entry", { entry_id: id, description: String(n) });
    const numbers: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.ok("get_history", { entry_id: id, mode: "list", ...(cursor && { cursor }) });
      numbers.push(...page.versions.map((v: { version: number }) => v.version));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => 30 - n));
  });

  it("answers strangers as it answers for unknown ids", async () => {
    const id = await note("mine");
    const bob = await harness.client({ owner: "bob" });
    for (const [tool, extra] of [
      ["get_history", {}],
      ["revert_entry", { version: 1 }],
    ] as const) {
      const foreign = await bob.fail(tool, { entry_id: id, ...extra });
      const unknown = await bob.fail(tool, { entry_id: "nope", ...extra });
      expect({ ...foreign, value: 0 }).toEqual({ ...unknown, value: 0 });
    }
  });
});
