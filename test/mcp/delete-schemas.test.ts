import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("delete_entry and schemas that records use", () => {
  let harness: Harness;
  let client: TestClient;
  let schemaId: string;
  const records: string[] = [];
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ owner: "owner" });
    const named = { source: "schemas", tags: ["s"], description: "d" };
    const schema = { ...named, family: "person", version: "1", schema: { type: "object" } };
    schemaId = (await client.ok("register_schema", schema)).id as string;
    for (let n = 0; n < 12; n += 1) {
      const record = { source: "records", tags: ["r"], description: "d", logical_key: `k${n}` };
      const pinned = { schema_ref: "person", schema_version: "1", content: {} };
      records.push((await client.ok("create_record", { ...record, ...pinned })).id as string);
    }
    await client.ok("remember", { source: "schemas", tags: ["s"], description: "a note beside it" });
  });
  afterAll(() => harness.close());

  it("refuses to delete one by id and names the oldest records and their number", async () => {
    const error = await client.fail("delete_entry", { entry_id: schemaId });
    expect(error).toMatchObject({
      code: "schema_in_use",
      retryable: false,
      referencing_records: records.slice(0, 10),
      total_count: 12,
    });
  });

  it("leaves it out of a delete of many, says so before and after, and deletes the rest", async () => {
    const wanted = { source: "schemas" };
    const dryRun = await client.ok("delete_entry", wanted);
    expect(dryRun).toMatchObject({ status: "dry_run", would_trash: 1, schemas_in_use: [schemaId] });
    const answer = await client.ok("delete_entry", { ...wanted, confirm: true });
    expect(answer).toMatchObject({ status: "ok", trashed: 1, schemas_in_use: [schemaId] });
  });

  it("lets it go once its records are gone, without a word about schemas", async () => {
    await client.ok("delete_entry", { source: "records", confirm: true });
    const answer = await client.ok("delete_entry", { tags: ["s"], confirm: true });
    expect(answer).toEqual({ status: "ok", trashed: 1, tags: ["s"], recoverable_days: 30 });
  });
});
