import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { recordArgs, register } from "./support-schemas.ts";

describe("a record", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    await register(client, "count", { type: "integer" });
    await register(client, "name", { type: ["string", "null"] });
    await register(client, "box", { type: "object", properties: { n: { type: "integer" } } });
    await register(client, "any", {});
  });
  afterAll(() => harness.close());

  let keys = 0;
  const create = async (schema: string, content: unknown, more: object = {}): Promise<string> => {
    keys += 1;
    const args = recordArgs(schema, content, { logical_key: `key ${keys}`, ...more });
    return (await client.ok("create_record", args)).id;
  };
  const read = async (id: string) => {
    const { entries } = await client.ok("get_knowledge", { entry_type: "record" });
    return entries.find((entry: { id: string }) => entry.id === id);
  };
  const contentOf = async (id: string) => (await read(id)).data.content;

  it("takes new content that its schema accepts, and keeps it native JSON", async () => {
    const box = await create("box", { n: 1 });
    await client.ok("update_entry", { entry_id: box, content: { n: 2 } });
    const count = await create("count", 1);
    await client.ok("update_entry", { entry_id: count, content: 2 });
    expect([await contentOf(box), await contentOf(count)]).toEqual([{ n: 2 }, 2]);
    expect((await read(box)).data).not.toHaveProperty("content_type");
  });

  it("refuses new content that its schema does not accept, and stays as it was", async () => {
    const id = await create("box", { n: 1 });
    const error = await client.fail("update_entry", {
      entry_id: id,
      content: { n: "SECRET" },
      description: "x",
    });
    expect(error).toMatchObject({
      code: "validation_failed",
      schema_ref: "box",
      schema_version: "1",
      validation_errors: [{ path: "$.n", validator: "type" }],
    });
    expect(JSON.stringify(error)).not.toContain("SECRET");
    expect(await read(id)).toMatchObject({ version: 1, data: { content: { n: 1 }, description: "one" } });
  });

  it("is not checked when other fields change", async () => {
    const id = await create("box", { n: 1 });
    await client.ok("update_entry", { entry_id: id, description: "renamed", tags: ["new"] });
    expect(await read(id)).toMatchObject({
      tags: ["new"],
      data: { content: { n: 1 }, description: "renamed" },
    });
  });

  it("keeps plain text as text where the schema takes text, even text that looks like JSON", async () => {
    const id = await create("name", "Ada");
    for (const content of ["Grace Hopper", '{"n":1}', "5", ""]) {
      await client.ok("update_entry", { entry_id: id, content });
      expect(await contentOf(id)).toBe(content);
    }
    const any = await create("any", 1);
    await client.ok("update_entry", { entry_id: any, content: '{"n":1}' });
    expect(await contentOf(any)).toBe('{"n":1}');
  });

  it("takes text as the JSON it spells where the schema takes that and not the text", async () => {
    const box = await create("box", { n: 1 });
    await client.ok("update_entry", { entry_id: box, content: '{"n":2}' });
    const count = await create("count", 1);
    await client.ok("update_entry", { entry_id: count, content: "2" });
    expect([await contentOf(box), await contentOf(count)]).toEqual([{ n: 2 }, 2]);
  });

  it("reports what is wrong with the JSON that a text spells", async () => {
    const id = await create("box", { n: 1 });
    const spelled = await client.fail("update_entry", { entry_id: id, content: '{"n":"x"}' });
    expect(spelled.validation_errors).toMatchObject([{ path: "$.n" }]);
    const plain = await client.fail("update_entry", { entry_id: id, content: "no JSON" });
    expect(plain).toMatchObject({ code: "validation_failed", validation_errors: [{ path: "$" }] });
  });

  it("takes null where the schema does", async () => {
    const id = await create("name", "Ada");
    await client.ok("update_entry", { entry_id: id, content: null });
    expect(await contentOf(id)).toBeNull();
    expect((await read(id)).version).toBe(2);
  });

  it("counts null as not given where the schema refuses it and something else is given", async () => {
    const id = await create("count", 1);
    await client.ok("update_entry", { entry_id: id, description: "kept", content: null, tags: null });
    expect((await read(id)).data).toMatchObject({ content: 1, description: "kept" });
    const alone = await client.fail("update_entry", { entry_id: id, content: null });
    expect(alone.code).toBe("validation_failed");
  });

  it("is no note: null content changes a note as little as before", async () => {
    const { id } = await client.ok("remember", { source: "n", tags: [], description: "d", content: "text" });
    await client.ok("update_entry", { entry_id: id, description: "e", content: null });
    const [note] = (await client.ok("get_knowledge", { source: "n" })).entries;
    expect(note.data).toMatchObject({ description: "e", content: "text" });
    const error = await client.fail("update_entry", { entry_id: id, content: null });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "content" });
  });

  it("has no content type", async () => {
    const id = await create("count", 1);
    const error = await client.fail("update_entry", { entry_id: id, content: 2, content_type: "text/plain" });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "content_type" });
  });

  it("is not moved to another schema by update_entry", async () => {
    const id = await create("count", 1);
    const error = await client.fail("update_entry", { entry_id: id, schema_version: "2" });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "schema_version" });
  });

  it("respects if_version before anything else", async () => {
    const id = await create("count", 1);
    const error = await client.fail("update_entry", { entry_id: id, content: "bad", if_version: 7 });
    expect(error).toMatchObject({ code: "conflict", current_version: 1 });
  });

  it("goes back to an earlier version together with its pin", async () => {
    await register(client, "back", { type: "string" });
    await register(client, "back", { type: "number" }, { version: "2" });
    const id = await create("back", "x", { logical_key: "back" });
    const second = { logical_key: "back", schema_version: "2" };
    await client.ok("create_record", recordArgs("back", 5, second));
    expect(await client.ok("revert_entry", { entry_id: id, version: 1 })).toMatchObject({ version: 3 });
    expect((await read(id)).data).toMatchObject({ schema_version: "1", content: "x" });
    expect((await client.fail("update_entry", { entry_id: id, content: 6 })).code).toBe("validation_failed");
  });

  it("does not go back to a schema that is gone, or that no longer accepts it", async () => {
    const { id: schemaId } = await register(client, "gone", { type: "string" });
    await register(client, "gone", { type: "number" }, { version: "2" });
    const id = await create("gone", "x", { logical_key: "gone" });
    const second = { logical_key: "gone", schema_version: "2" };
    await client.ok("create_record", recordArgs("gone", 5, second));
    await client.ok("delete_entry", { entry_id: schemaId });
    const missing = await client.fail("revert_entry", { entry_id: id, version: 1 });
    expect(missing).toMatchObject({
      code: "schema_not_found",
      schema_ref: "gone",
      schema_version: "1",
      searched_owners: ["alice", "_system"],
    });
    await register(client, "gone", { type: "boolean" });
    const refused = await client.fail("revert_entry", { entry_id: id, version: 1 });
    expect(refused).toMatchObject({ code: "validation_failed", schema_version: "1" });
    expect((await read(id)).data).toMatchObject({ schema_version: "2", content: 5 });
  });

  it("of a stranger answers like no record at all", async () => {
    const eve = await harness.client({ owner: "eve" });
    const id = await create("count", 1);
    for (const [tool, args] of [
      ["update_entry", { content: "bad" }],
      ["revert_entry", { version: 1 }],
    ] as const) {
      const foreign = await eve.call(tool, { entry_id: id, ...args });
      const unknown = await eve.call(tool, { entry_id: "0".repeat(id.length), ...args });
      expect(foreign.text.replaceAll(id, "ID")).toBe(unknown.text.replaceAll("0".repeat(id.length), "ID"));
    }
  });
});
