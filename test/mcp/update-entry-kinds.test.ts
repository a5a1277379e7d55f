import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("update_entry by type of entry", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const read = async (id: string, entry_type: string, include_history = "false") =>
    (await client.ok("get_knowledge", { entry_type, include_history, limit: 500 })).entries.find(
      (entry: { id: string }) => entry.id === id,
    );
  const update = (entry_id: string, args: object) => client.ok("update_entry", { entry_id, ...args });

  it("keeps the old value of every field of a note, edits in order", async () => {
    const note = { source: "s", tags: ["a"], description: "one", content: "text", language: "en" };
    const { id } = await client.ok("remember", note);
    const { id: other } = await client.ok("remember", { source: "s", tags: [], description: "other" });
    const edits = [
      { description: "two" },
      { tags: ["a", "b"], source: "t" },
      { content: "<p>", content_type: "text/html" },
      { language: "de" },
      { related_ids: [other] },
    ];
    for (const edit of edits) await update(id, edit);
    const { changelog } = (await read(id, "note", "true")).data;
    expect(changelog.map(({ changed }: { changed: object }) => changed)).toEqual([
      { description: "one" },
      { tags: ["a"], source: "s" },
      { content: "text", content_type: "text/plain" },
      { language: "en" },
      { related_ids: null },
    ]);
  });

  it("takes every field a note did not have before, and says so when a field has nothing to belong to", async () => {
    const { id } = await client.ok("remember", { source: "s", tags: [], description: "bare" });
    const error = await client.fail("update_entry", { entry_id: id, content_type: "text/html" });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "content_type" });
    expect((await read(id, "note")).version).toBe(1);
    await update(id, { content: "<p>", content_type: "text/html", language: "de", related_ids: [id] });
    expect(await read(id, "note")).toMatchObject({
      version: 2,
      language: "de",
      data: { content: "<p>", content_type: "text/html", related_ids: [id] },
    });
    await update(id, { content_type: "text/plain" });
    expect((await read(id, "note")).data.content_type).toBe("text/plain");
  });

  it("rewords a reminder, so that the briefing says the new words", async () => {
    const deliver_at = new Date(harness.clock.now()).toISOString();
    const { id } = await client.ok("remind", { goal: "call Ann", source: "s", tags: [], deliver_at });
    await update(id, { description: "write to Ann" });
    expect((await client.ok("get_briefing")).fired_intentions).toMatchObject([{ id, goal: "write to Ann" }]);
    expect((await client.ok("get_intentions")).entries[0].data.changelog).toMatchObject([
      { changed: { goal: "call Ann" } },
    ]);
  });

  it("moves a preference to another scope, where it is then found", async () => {
    const { id } = await client.ok("set_preference", { key: "style", value: "brief" });
    await update(id, { source: "work" });
    expect(await read(id, "preference")).toMatchObject({ source: "work", data: { scope: "work" } });
    expect((await client.ok("set_preference", { key: "style", value: "long", scope: "work" })).id).toBe(id);
    expect((await client.ok("set_preference", { key: "style", value: "short" })).id).not.toBe(id);
  });

  it("edits patterns and contexts, and keeps what they are for", async () => {
    const rule = { conditions: { day_of_week: "monday" }, effect: "backup slow" };
    const pattern = { source: "nas", tags: [], description: "d", ...rule };
    const { id } = await client.ok("learn_pattern", pattern);
    await update(id, { description: "Mondays are slow" });
    expect((await read(id, "pattern")).data).toMatchObject({ description: "Mondays are slow", ...rule });
    const context = await client.ok("add_context", { source: "s", tags: [], description: "in Rome" });
    await update(context.id, { description: "in Ostia" });
    expect(await read(context.id, "context")).toMatchObject({
      expires: context.expires,
      data: { description: "in Ostia" },
    });
  });

  it("does not turn back a status, which would pass for a report", async () => {
    const status = (load: number) =>
      client.ok("report_status", { source: "nas", tags: [], metrics: { load } });
    const { id } = await status(1);
    await status(2);
    expect(await client.fail("revert_entry", { entry_id: id, version: 1 })).toMatchObject({
      code: "invalid_parameter",
      param: "entry_id",
    });
    expect((await client.ok("get_status", { source: "nas" })).data.metrics).toEqual({ load: 2 });
  });

  it("lets entries of every type share a source and a key", async () => {
    const named = { source: "same", tags: [], description: "d" };
    const key = "same:1";
    const schema = { ...named, family: "same", version: "1", schema: {} };
    const record = { ...named, logical_key: key, schema_ref: "same", schema_version: "1", content: 1 };
    const alert = { source: "same", tags: [], alert_id: key, level: "warning", alert_type: "threshold" };
    const ids = [
      await client.ok("register_schema", schema),
      await client.ok("remember", { ...named, logical_key: key, content: "{}" }),
      await client.ok("create_record", record),
      await client.ok("report_alert", { ...alert, message: "m" }),
      await client.ok("set_preference", { key, value: "v", scope: "same" }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) {
      expect((await client.ok("get_history", { entry_id: id })).versions).toHaveLength(1);
    }
  });
});
