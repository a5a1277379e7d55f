import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("update_entry", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const note = async (args: object = {}) =>
    (await client.ok("remember", { source: "s", tags: ["t"], description: "d", ...args })).id as string;
  const read = async (id: string) =>
    (await client.ok("get_knowledge", { limit: 500 })).entries.find(
      (entry: { id: string }) => entry.id === id,
    );

  it("changes what is given and keeps the rest", async () => {
    const id = await note({ content: "c" });
    harness.clock.advance(1000);
    const answer = await client.ok("update_entry", {
      entry_id: id,
      description: "new",
      tags: ["u", "v"],
      source: "s2",
    });
    expect(answer).toEqual({ status: "ok", id, updated: "2026-07-28T09:00:01.000Z", version: 2 });
    expect(await read(id)).toMatchObject({
      source: "s2",
      tags: ["u", "v"],
      data: { description: "new", content: "c", content_type: "text/plain" },
      written_by: { tool: "update_entry" },
    });
  });

  it("stores content on a note that had none", async () => {
    const id = await note();
    await client.ok("update_entry", { entry_id: id, content: ["first"] });
    expect((await read(id)).data).toMatchObject({ content: '["first"]', content_type: "text/plain" });
  });

  it("does nothing when nothing differs", async () => {
    const id = await note();
    expect(await client.ok("update_entry", { entry_id: id, description: "d" })).toMatchObject({
      updated: null,
      version: 1,
    });
  });

  it("refuses a call that names nothing to change", async () => {
    const id = await note();
    for (const args of [{ entry_id: id }, { entry_id: id, content: null, description: null }]) {
      expect(await client.fail("update_entry", args)).toMatchObject({
        code: "invalid_parameter",
        param: "content",
      });
    }
  });

  it("takes if_version for optimistic locking", async () => {
    const id = await note();
    await client.ok("update_entry", { entry_id: id, description: "two", if_version: 1 });
    expect(
      await client.fail("update_entry", { entry_id: id, description: "lost", if_version: 1 }),
    ).toMatchObject({
      code: "conflict",
      retryable: false,
      current_version: 2,
    });
    expect((await read(id)).data.description).toBe("two");
  });

  it("loses no edit of different fields made at once, and lets one of two versioned edits win", async () => {
    const id = await note();
    await Promise.all([
      client.ok("update_entry", { entry_id: id, description: "both" }),
      client.ok("update_entry", { entry_id: id, content: "both" }),
    ]);
    expect((await read(id)).data).toMatchObject({ description: "both", content: "both" });
    const raced = await Promise.all(
      ["x", "y"].map((description) =>
        client.call("update_entry", { entry_id: id, description, if_version: 3 }),
      ),
    );
    expect(raced.filter(({ isError }) => isError)).toHaveLength(1);
  });

  it("answers not_found for an unknown and a deleted id alike", async () => {
    const id = await note();
    await client.ok("delete_entry", { entry_id: id });
    const deleted = await client.fail("update_entry", { entry_id: id, description: "x" });
    const unknown = await client.fail("update_entry", { entry_id: "nope", description: "x" });
    expect(deleted).toEqual({ ...unknown, value: id });
    expect(unknown).toMatchObject({ code: "not_found", param: "entry_id", value: "nope" });
  });

  it("calls status, alert and suppression entries immutable", async () => {
    const owner = { owner: "alice" as never, author: { by: "t", tool: "t" } };
    for (const type of ["status", "alert", "suppression"] as const) {
      const entry = { id: `${type}-1`, type, source: "s", tags: [], data: { message: "m" } };
      await harness.store.entries.insert(owner.owner, entry, owner.author);
      const error = await client.fail("update_entry", { entry_id: entry.id, description: "x" });
      expect(error).toMatchObject({ code: "not_found", param: "entry_id" });
      expect(error.message).toContain("immutable");
    }
    await harness.store.entries.insert(
      owner.owner,
      { id: "schema-1", type: "schema", source: "s", tags: [], data: {} },
      owner.author,
    );
    expect(await client.fail("update_entry", { entry_id: "schema-1", description: "x" })).toMatchObject({
      code: "schema_immutable",
    });
  });
});
