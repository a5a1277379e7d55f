import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("remember", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ by: "laptop", name: "claude" });
  });
  afterAll(() => harness.close());

  const read = async (source: string) => (await client.ok("get_knowledge", { source })).entries;

  it("stores a note that is read back with server-stamped provenance", async () => {
    const { status, id } = await client.ok("remember", {
      source: "home",
      tags: ["backup", "nas"],
      description: "Backups are on the NAS",
      content: "rsync to nas:/backup each night",
    });
    expect(status).toBe("ok");
    const [entry] = await read("home");
    expect(entry).toEqual({
      id,
      type: "note",
      source: "home",
      tags: ["backup", "nas"],
      created: "2026-07-28T09:00:00.000Z",
      updated: null,
      expires: null,
      language: "en",
      data: {
        description: "Backups are on the NAS",
        learned_from: "conversation",
        content: "rsync to nas:/backup each night",
        content_type: "text/plain",
      },
      version: 1,
      written_by: { by: "laptop", client: "claude", tool: "remember" },
    });
  });

  it("stores neither content nor content type when none is given", async () => {
    await client.ok("remember", {
      source: "bare",
      tags: [],
      description: "just this",
      content_type: "text/html",
    });
    const [entry] = await read("bare");
    expect(Object.keys(entry.data)).toEqual(["description", "learned_from"]);
  });

  it("keeps JSON content as its JSON text", async () => {
    await client.ok("remember", { source: "json", tags: [], description: "d", content: { a: [1, "é"] } });
    const [entry] = await read("json");
    expect(entry.data.content).toBe('{"a":[1,"é"]}');
  });

  it("updates the same note under the same source and logical key, first-time content included", async () => {
    const args = { source: "keyed", tags: ["a"], description: "one", logical_key: "k" };
    const first = await client.ok("remember", args);
    expect(first).toEqual({ status: "ok", id: first.id, action: "created" });
    const second = await client.ok("remember", { ...args, content: "added later" });
    expect(second).toEqual({ status: "ok", id: first.id, action: "updated" });
    const [entry] = await read("keyed");
    expect(entry).toMatchObject({ version: 2, logical_key: "k", data: { content: "added later" } });
  });

  it("leaves no version behind when nothing changed", async () => {
    const args = { source: "same", tags: ["a"], description: "one", logical_key: "k" };
    await client.ok("remember", args);
    expect(await client.ok("remember", args)).toMatchObject({ action: "updated" });
    const [entry] = await read("same");
    expect(entry).toMatchObject({ version: 1, updated: null });
  });

  it("keeps notes under different sources and keys apart", async () => {
    const ids = new Set();
    for (const [source, logical_key] of [
      ["x1", "k"],
      ["x2", "k"],
      ["x1", "l"],
    ]) {
      ids.add((await client.ok("remember", { source, tags: [], description: "d", logical_key })).id);
    }
    for (let i = 0; i < 2; i++)
      ids.add((await client.ok("remember", { source: "x1", tags: [], description: "d" })).id);
    expect(ids.size).toBe(5);
  });

  it("makes one note of twenty calls at once with the same key", async () => {
    const calls = Array.from({ length: 20 }, (_, n) =>
      client.ok("remember", { source: "race", tags: [], description: `version ${n}`, logical_key: "k" }),
    );
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ action }) => action === "created")).toHaveLength(1);
  });

  it("takes a language by its ISO 639-1 code and refuses any other", async () => {
    await client.ok("remember", { source: "lang", tags: [], description: "Guten Tag", language: " DE " });
    expect((await read("lang"))[0].language).toBe("de");
    const error = await client.fail("remember", {
      source: "lang",
      tags: [],
      description: "x",
      language: "german",
    });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "language", value: "german" });
  });

  it("relates only to entries the owner has", async () => {
    const { id } = await client.ok("remember", { source: "rel", tags: [], description: "target" });
    const linked = { source: "rel2", tags: [], description: "link", related_ids: [id, id] };
    await client.ok("remember", linked);
    expect((await read("rel2"))[0].data.related_ids).toEqual([id]);
    const stranger = await harness.client({ owner: "bob" });
    const foreign = await stranger.fail("remember", linked);
    const unknown = await stranger.fail("remember", { ...linked, related_ids: ["no-such-id"] });
    expect({ ...foreign, value: "" }).toEqual({ ...unknown, value: "" });
    expect((await stranger.ok("get_stats")).total).toBe(0);
  });

  it("gives text back byte for byte", async () => {
    const description = "'; DROP TABLE entries;-- {0} %s \u202Eרtl\u202C 👩‍👩‍👧 e\u0301 𝔘 \\ \" \n\t";
    await client.ok("remember", {
      source: "weird ☃",
      tags: ["{{x}}", "a'b"],
      description,
      content: "x".repeat(1_000_000),
    });
    const [entry] = await read("weird ☃");
    expect(entry.tags).toEqual(["{{x}}", "a'b"]);
    expect(entry.data.description).toBe(description);
    expect(entry.data.content).toHaveLength(1_000_000);
  });
});
