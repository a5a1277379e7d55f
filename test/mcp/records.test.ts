import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { recordArgs, register } from "./support-schemas.ts";

const BOOK = {
  type: "object",
  properties: { title: { type: "string" }, pages: { type: "array", items: { type: "integer" } } },
  required: ["title"],
};

describe("create_record", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    await register(client, "book", BOOK);
    await register(client, "any", {});
  });
  afterAll(() => harness.close());

  const read = async (id: string) => {
    const { entries } = await client.ok("get_knowledge", { entry_type: "record" });
    return entries.find((entry: { id: string }) => entry.id === id);
  };

  it("stores content as the JSON it is, pinned to its schema", async () => {
    const content = { title: "Ulysses", pages: [1, 2] };
    const answer = await client.ok("create_record", recordArgs("book", content, { logical_key: "ulysses" }));
    expect(answer).toEqual({ status: "ok", id: answer.id, action: "created" });
    expect(await read(answer.id)).toMatchObject({
      type: "record",
      source: "shelf",
      tags: ["r"],
      logical_key: "ulysses",
      data: {
        schema_ref: "book",
        schema_version: "1",
        content,
        description: "one",
        learned_from: "conversation",
      },
      written_by: { tool: "create_record" },
    });
  });

  it.each([[null], [0], [false], [""], ["text"], ["{}"], [[]], [{}], [[null]]])(
    "takes %j as content when the schema does",
    async (content) => {
      const args = recordArgs("any", content, { logical_key: `any ${JSON.stringify(content)}` });
      const { id } = await client.ok("create_record", args);
      expect((await read(id)).data.content).toEqual(content);
    },
  );

  it("asks for content when none is given", async () => {
    const { content: _, ...args } = recordArgs("any", 1);
    const error = await client.fail("create_record", args);
    expect(error).toMatchObject({ code: "invalid_parameter", param: "content" });
    expect(error.message).toContain("required");
  });

  it("says where it looked for a schema that does not exist", async () => {
    const missing = [
      { schema_ref: "film", schema_version: "1" },
      { schema_ref: "book", schema_version: "2" },
    ];
    for (const name of missing) {
      const error = await client.fail("create_record", { ...recordArgs("", 1), ...name });
      expect(error).toMatchObject({
        code: "schema_not_found",
        ...name,
        searched_owners: ["alice", "_system"],
        retryable: false,
      });
    }
  });

  it("refuses empty names", async () => {
    for (const param of ["schema_ref", "schema_version", "logical_key", "source"]) {
      const error = await client.fail("create_record", recordArgs("any", 1, { [param]: "" }));
      expect(error).toMatchObject({ code: "invalid_parameter", param });
    }
  });

  it("reports every violation at once, sorted by path, and no value of the content", async () => {
    const content = { pages: [1, "SECRET-1", 2, "SECRET-2"] };
    const { message, ...error } = await client.fail(
      "create_record",
      recordArgs("book", content, { logical_key: "v" }),
    );
    expect(error).toMatchObject({ code: "validation_failed", schema_ref: "book", schema_version: "1" });
    expect(error.validation_errors).toEqual([
      {
        path: "$",
        message: "must have required property 'title'",
        validator: "required",
        schema_path: "required",
      },
      {
        path: "$.pages[1]",
        message: "must be integer",
        validator: "type",
        schema_path: "properties/pages/items/type",
      },
      {
        path: "$.pages[3]",
        message: "must be integer",
        validator: "type",
        schema_path: "properties/pages/items/type",
      },
    ]);
    expect(error).not.toHaveProperty("truncated");
    expect(JSON.stringify(error) + message).not.toContain("SECRET");
    expect((await client.ok("get_knowledge", { entry_type: "record" })).entries).not.toContainEqual(
      expect.objectContaining({ logical_key: "v" }),
    );
  });

  it("cuts violations at fifty and says how many there are", async () => {
    const fails = async (count: number) =>
      client.fail(
        "create_record",
        recordArgs("book", { title: "t", pages: Array.from({ length: count }, () => "x") }),
      );
    const exactly = await fails(50);
    expect(exactly.validation_errors).toHaveLength(50);
    expect(exactly).not.toHaveProperty("truncated");
    const more = await fails(51);
    expect(more.validation_errors).toHaveLength(50);
    expect(more).toMatchObject({ truncated: true, total_errors: 51 });
  });

  it("answers validation_error when the validator itself fails", async () => {
    await register(client, "endless", { $ref: "#" });
    const error = await client.fail("create_record", recordArgs("endless", 1));
    expect(error).toMatchObject({ code: "validation_error", retryable: false });
  });

  it("is not hung by a pattern that backtracks for ever", async () => {
    const other = await harness.client({ owner: "other" });
    await register(client, "evil", { pattern: "^(a+)+$" });
    const slow = client.fail("create_record", recordArgs("evil", `${"a".repeat(500)}b`));
    const quick = other.ok("get_stats");
    expect((await slow).code).toBe("validation_error");
    await quick;
    await client.ok("create_record", recordArgs("evil", "aaa", { logical_key: "evil" }));
  });

  it("updates the same record under the same source and key, of no other type", async () => {
    const note = { source: "shelf", tags: [], description: "note", logical_key: "same" };
    const { id: noteId } = await client.ok("remember", note);
    const args = recordArgs("book", { title: "one" }, { logical_key: "same" });
    const { id } = await client.ok("create_record", args);
    expect(id).not.toBe(noteId);
    const next = { ...args, content: { title: "two" }, tags: ["new"], description: "second" };
    expect(await client.ok("create_record", next)).toEqual({ status: "ok", id, action: "updated" });
    expect(await read(id)).toMatchObject({
      version: 2,
      tags: ["new"],
      data: { content: { title: "two" }, description: "second" },
    });
    await client.ok("create_record", next);
    expect((await read(id)).version).toBe(2);
    const elsewhere = await client.ok("create_record", { ...next, source: "elsewhere" });
    expect(elsewhere.action).toBe("created");
  });

  it("makes one record of many calls at once with the same key", async () => {
    const calls = Array.from({ length: 12 }, (_, n) =>
      client.ok("create_record", recordArgs("any", n, { logical_key: "race" })),
    );
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ action }) => action === "created")).toHaveLength(1);
  });

  it("moves a record to the schema version it is saved with again, and checks against that one from then on", async () => {
    await register(client, "moved", { type: "string" });
    await register(client, "moved", { type: "number" }, { version: "2" });
    const { id } = await client.ok("create_record", recordArgs("moved", "x", { logical_key: "moved" }));
    const second = { logical_key: "moved", schema_version: "2" };
    expect((await client.fail("create_record", recordArgs("moved", "x", second))).code).toBe(
      "validation_failed",
    );
    expect((await read(id)).data).toMatchObject({ schema_version: "1", content: "x" });
    expect(await client.ok("create_record", recordArgs("moved", 5, second))).toEqual({
      status: "ok",
      id,
      action: "updated",
    });
    expect((await read(id)).data).toMatchObject({ schema_version: "2", content: 5 });
    const refused = await client.fail("update_entry", { entry_id: id, content: "words" });
    expect(refused).toMatchObject({ code: "validation_failed", schema_version: "2" });
    await client.ok("update_entry", { entry_id: id, content: 6 });
  });

  it("refuses content over the size limit", async () => {
    const error = await client.fail("create_record", recordArgs("any", "x".repeat(LIMITS.contentChars + 1)));
    expect(error).toMatchObject({ code: "invalid_parameter", param: "content" });
  });
});
