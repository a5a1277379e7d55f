import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntryData } from "../../src/domain/entries/entry.ts";
import { SYSTEM_OWNER } from "../../src/domain/owner.ts";
import { registerSchema } from "../../src/domain/schemas/register-schema.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { recordArgs, register, schemaArgs } from "./support-schemas.ts";

describe("register_schema", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const read = async (id: string) => {
    const { entries } = await client.ok("get_knowledge", { entry_type: "schema" });
    return entries.find((entry: { id: string }) => entry.id === id);
  };
  const registerShared = (family: string, schema: EntryData) =>
    registerSchema(
      harness.runtime.services,
      { owner: SYSTEM_OWNER, author: { by: "cli", tool: "schema register" } },
      {
        source: "s",
        tags: [],
        description: "d",
        family,
        version: "1",
        schema,
        learned_from: "cli",
      },
    );

  it("answers id and composed key, and stores the schema as it was given", async () => {
    const schema = { type: "object", properties: { __proto__x: { const: null } }, id: "kept", $schema: "x" };
    const answer = await register(client, "stored", schema, { language: "EN" });
    expect(answer).toEqual({ status: "ok", id: answer.id, logical_key: "stored:1" });
    expect(await read(answer.id)).toMatchObject({
      type: "schema",
      source: "shelf",
      logical_key: "stored:1",
      language: "en",
      data: { family: "stored", version: "1", schema, description: "a stored", learned_from: "conversation" },
      written_by: { tool: "register_schema" },
    });
  });

  it("refuses the same family and version again, whatever the source, with key and existing id", async () => {
    const { id } = await register(client, "twice", {});
    for (const source of ["shelf", "another"]) {
      const error = await client.fail("register_schema", schemaArgs("twice", { type: "null" }, { source }));
      expect(error).toMatchObject({
        code: "schema_already_exists",
        logical_key: "twice:1",
        existing_id: id,
        retryable: false,
      });
    }
    await register(client, "twice", {}, { version: "2" });
  });

  it("lets one of many at once through", async () => {
    const calls = Array.from({ length: 12 }, (_, n) =>
      client.call("register_schema", schemaArgs("race", { const: n })),
    );
    const answers = await Promise.all(calls);
    const [winner, ...others] = answers.toSorted((one, other) => Number(one.isError) - Number(other.isError));
    expect(winner?.json.status).toBe("ok");
    for (const { json } of others) {
      expect(json.error).toMatchObject({ code: "schema_already_exists", existing_id: winner?.json.id });
    }
  });

  it("refuses what is no schema, and empty names", async () => {
    const invalid = await client.fail(
      "register_schema",
      schemaArgs("bad", { properties: { a: { type: "txt" } } }),
    );
    expect(invalid).toMatchObject({ code: "invalid_schema", schema_error_path: "$.properties.a.type" });
    for (const param of ["family", "version"]) {
      const error = await client.fail("register_schema", schemaArgs("bad", {}, { [param]: "" }));
      expect(error).toMatchObject({ code: "invalid_parameter", param });
    }
    for (const schema of [true, "{}", [], 1, null]) {
      const error = await client.fail("register_schema", schemaArgs("bad", schema));
      expect(error).toMatchObject({ code: "invalid_parameter", param: "schema" });
    }
    expect((await client.fail("create_record", recordArgs("bad", 1))).code).toBe("schema_not_found");
  });

  it("takes an empty schema, which accepts everything", async () => {
    await register(client, "anything", {});
    await client.ok("create_record", recordArgs("anything", { deep: [null] }));
  });

  it("keeps schemas apart whose keys read the same", async () => {
    const one = await register(client, "a:1", { const: "one" }, { version: "2" });
    const other = await register(client, "a", { const: "other" }, { version: "1:2" });
    expect([one.logical_key, other.logical_key]).toEqual(["a:1:2", "a:1:2"]);
    expect(one.id).not.toBe(other.id);
    const save = (schema_ref: string, schema_version: string, content: string) =>
      client.call("create_record", recordArgs(schema_ref, content, { schema_version, logical_key: content }));
    expect((await save("a:1", "2", "one")).isError).toBe(false);
    expect((await save("a", "1:2", "one")).json.error.code).toBe("validation_failed");
    expect((await save("a", "1:2", "other")).isError).toBe(false);
    const again = await client.fail("register_schema", schemaArgs("a", {}, { version: "1:2" }));
    expect(again).toMatchObject({ code: "schema_already_exists", existing_id: other.id });
    const { message, ...inUse } = await client.fail("delete_entry", { entry_id: other.id });
    expect(inUse).toMatchObject({ code: "schema_in_use" });
    expect(message).not.toContain("\n");
  });

  it("never fetches a remote reference", async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.json`;
    for (const schema of [{ $ref: url }, { $id: url, $ref: "y.json" }, { $schema: url, $dynamicRef: url }]) {
      const error = await client.fail("register_schema", schemaArgs("remote", schema));
      expect(error.code).toBe("invalid_schema");
    }
    await register(client, "remote", { $schema: url });
    await client.ok("create_record", recordArgs("remote", 1, { logical_key: "remote" }));
    expect(hits).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  it("refuses every change of a schema", async () => {
    const { id } = await register(client, "fixed", { const: 1 });
    for (const change of [{ description: "x" }, { tags: [] }, { content: {} }, { source: "x" }]) {
      expect((await client.fail("update_entry", { entry_id: id, ...change })).code).toBe("schema_immutable");
    }
    await client.ok("remember", {
      source: "shelf",
      tags: [],
      description: "hijack",
      content: "{}",
      logical_key: "fixed:1",
    });
    expect(await read(id)).toMatchObject({
      version: 1,
      data: { schema: { const: 1 }, description: "a fixed" },
    });
  });

  it("deletes a schema that nobody uses, and names the records that use one", async () => {
    const { id } = await register(client, "used", {});
    await register(client, "used", {}, { version: "2" });
    const records: string[] = [];
    for (let n = 0; n < 12; n++) {
      const args = recordArgs("used", n, { logical_key: `used ${n}` });
      records.push((await client.ok("create_record", args)).id);
    }
    const other = recordArgs("used", 1, { logical_key: "other", schema_version: "2" });
    await client.ok("create_record", other);
    const text = JSON.stringify(await client.fail("delete_entry", { entry_id: id }));
    expect(text).toContain('"schema_in_use"');
    expect(text).toContain("12");
    expect(records.filter((record) => text.includes(record))).toEqual(records.slice(0, 10));
    for (const record of records) await client.ok("delete_entry", { entry_id: record });
    await client.ok("delete_entry", { entry_id: id });
    expect(await read(id)).toBeUndefined();
  });

  it("lets a deleted schema's name be taken again, and keeps the trashed one from coming back over it", async () => {
    const { id } = await register(client, "again", {});
    await client.ok("delete_entry", { entry_id: id });
    await register(client, "again", { const: 2 });
    expect((await client.fail("restore_entry", { entry_id: id })).code).toBe("conflict");
  });

  it("shares _system schemas with everybody and lets an own schema shadow them", async () => {
    const bob = await harness.client({ owner: "bob" });
    const shared = await registerShared("shared", { type: "string" });
    for (const user of [client, bob]) await user.ok("create_record", recordArgs("shared", "text"));
    await register(client, "shared", { type: "number" });
    expect((await client.fail("create_record", recordArgs("shared", "text"))).code).toBe("validation_failed");
    await client.ok("create_record", recordArgs("shared", 7));
    await bob.ok("create_record", recordArgs("shared", "still text"));
    for (const tool of ["update_entry", "delete_entry", "get_history"]) {
      const args = tool === "update_entry" ? { description: "mine" } : {};
      const { text } = await bob.call(tool, { entry_id: shared.id, ...args });
      expect(text).not.toContain("schema_");
    }
    expect((await harness.store.schemas.findShared({ family: "shared", version: "1" }))?.version).toBe(1);
  });

  it("never finds another owner's schema", async () => {
    const eve = await harness.client({ owner: "eve" });
    await register(client, "private", { const: "CANARY" });
    const unknown = await eve.fail("create_record", recordArgs("nobody", 1));
    const foreign = await eve.fail("create_record", recordArgs("private", 1));
    expect(JSON.parse(JSON.stringify(foreign).replaceAll("private", "nobody"))).toEqual(unknown);
    expect(foreign.searched_owners).toEqual(["eve", "_system"]);
    await register(eve, "private", {});
  });
});
