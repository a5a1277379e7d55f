import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("search", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const note = async (source: string, description: string, more: object = {}): Promise<string> =>
    (await client.ok("remember", { source, tags: [], description, ...more })).id;
  const find = async (query: string, more: object = {}): Promise<readonly string[]> =>
    (await client.ok("search", { query, ...more })).results.map(({ id }: { id: string }) => id);

  it("answers entries with title, address, snippet and a similarity of 0 to 1", async () => {
    const description = `The retirement plan ${"x".repeat(200)}`;
    const id = await note("finance", description, { content: "details" });
    const answer = await client.ok("search", { query: "retirement savings" });
    expect(answer).toMatchObject({ limit: 10, offset: 0, has_more: false });
    const [hit] = answer.results;
    expect(hit).toMatchObject({
      id,
      type: "note",
      data: { description, content: "details" },
      url: `awareness://entry/${id}`,
      snippet: description,
    });
    expect(hit.title).toHaveLength(120);
    expect(description.startsWith(hit.title.slice(0, -1))).toBe(true);
    expect(hit.similarity).toBeGreaterThan(0);
    expect(hit.similarity).toBeLessThan(0.6);
    const [line] = (await client.ok("search", { query: "retirement", mode: "list" })).results;
    expect(line).toMatchObject({ id, description, title: hit.title, snippet: description });
    expect(line.similarity).toBeGreaterThan(0.8);
    expect(line.data).toBeUndefined();
  });

  it("answers long content by its length and the part that holds the words", async () => {
    const content = `${"lorem ipsum ".repeat(200)}the pelican lands ${"lorem ipsum ".repeat(200)}`;
    const id = await note("long", "a diary", { content });
    const [hit] = (await client.ok("search", { query: "where the pelican lands" })).results;
    expect(hit).toMatchObject({ id, data: { description: "a diary", content_chars: content.length } });
    expect(hit.data).not.toHaveProperty("content");
    expect(hit.snippet).toContain("the pelican lands");
    expect(hit.snippet.length).toBeLessThanOrEqual(320);
    expect((await client.ok("fetch", { id })).text).toContain(content);
  });

  it("ranks by the share of the words found, and by where they are found", async () => {
    const add = (source: string, description: string, more: object = {}) =>
      note(source, description, { learned_from: "zoo", ...more });
    const inSource = await add("zebra", "nothing");
    const inContent = await add("s1", "nothing", { content: "a long story of a zebra ".repeat(20) });
    const inDescription = await add("s2", "zebra");
    const both = await add("s3", "zebra crossing");
    const inTags = await add("s4", "nothing", { tags: ["zebra"] });
    const found = await find("zebra crossing");
    expect(found.toSorted()).toEqual([inSource, inContent, inDescription, both, inTags].toSorted());
    expect(found[0]).toBe(both);
    expect(found[1]).toBe(inTags);
    expect(found.at(-1)).toBe(inSource);
  });

  it("puts the newer of two equal entries first", async () => {
    const [older, newer] = [await note("tie", "walrus"), await note("tie", "walrus")];
    expect(await find("walrus")).toEqual([newer, older]);
    await client.ok("update_entry", { entry_id: older, tags: ["changed"] });
    expect(await find("walrus")).toEqual([older, newer]);
  });

  it("takes words whole or by their beginning, in any form, whatever their case and accents", async () => {
    const id = await note("forms", "Batteries of the Caﬀè machines — 車の鍵は引き出し");
    for (const query of ["battery", "BATTERIES", "batt", "machine", "caffè", "CAFFÈ", "caffe", "鍵"]) {
      expect(await find(query, { source: "forms" }), query).toEqual([id]);
    }
    for (const query of ["atteries", "ma", "coffee", "?!"]) {
      expect(await find(query, { source: "forms" }), query).toEqual([]);
    }
    expect(await find("batterie", { source: "forms", language: "fr" })).toEqual([id]);
  });

  it("looks for the nearest words in place of a misspelt one, and says so", async () => {
    const id = await note("repair", "the chameleon");
    const { results, repaired } = await client.ok("search", { query: "camelion" });
    expect(results.map((hit: { id: string }) => hit.id)).toEqual([id]);
    expect(repaired).toEqual([{ word: "camelion", terms: ["chameleon"] }]);
    expect(await client.ok("search", { query: "chameleon" })).not.toHaveProperty("repaired");
  });

  it("says why a hit stands where it does when asked to", async () => {
    await note("why", "the armadillo", { tags: ["armadillo"] });
    const [hit] = (await client.ok("search", { query: "armadillo", explain: true })).results;
    expect(hit.explanation).toMatchObject({
      words: [{ word: "armadillo", fields: ["description", "tags"] }],
    });
    const [plain] = (await client.ok("search", { query: "armadillo" })).results;
    expect(plain).not.toHaveProperty("explanation");
  });

  it("finds every type of entry by what it says", async () => {
    const ids = [
      (await client.ok("remind", { goal: "marmalade", source: "r", tags: [] })).id,
      (await client.ok("set_preference", { key: "breakfast", value: "marmalade" })).id,
      (await client.ok("add_context", { source: "c", tags: [], description: "marmalade" })).id,
    ];
    expect((await find("marmalade")).toSorted()).toEqual(ids.toSorted());
    expect(await find("marmalade", { entry_type: "intention" })).toEqual([ids[0]]);
  });

  it("obeys all filters and leaves out the trash", async () => {
    const id = await note("filters", "quokka", { tags: ["a", "b"] });
    const gone = await note("filters", "quokka");
    await client.ok("delete_entry", { entry_id: gone });
    const now = new Date(harness.clock.now()).toISOString();
    const later = new Date(harness.clock.now() + 1).toISOString();
    expect(await find("quokka", { source: "filters", tags: ["b", "a"], since: now, until: now })).toEqual([
      id,
    ]);
    for (const filter of [{ source: "x" }, { tags: ["a", "c"] }, { since: later }, { entry_type: "alert" }]) {
      expect(await find("quokka", filter)).toEqual([]);
    }
  });

  it("answers at most limit hits and says whether there are more", async () => {
    for (let n = 0; n < 12; n++) await note("many", `platypus ${n}`);
    const page = await client.ok("search", { query: "platypus" });
    expect([page.results.length, page.has_more, page.limit]).toEqual([10, true, 10]);
    const all = await client.ok("search", { query: "platypus", limit: 12 });
    expect([all.results.length, all.has_more]).toEqual([12, false]);
    const second = await client.ok("search", { query: "platypus", limit: 5, cursor: page.next_cursor });
    expect([second.results.length, second.has_more, second.offset]).toEqual([2, false, 10]);
    const ids = [...page.results, ...second.results].map(({ id }) => id);
    expect(ids).toEqual(all.results.map(({ id }: { id: string }) => id));
    const other = { query: "walrus", cursor: page.next_cursor };
    expect(await client.fail("search", other)).toMatchObject({ param: "cursor" });
    const none = await client.ok("search", { query: "platypus", limit: 0 });
    expect([none.results.length, none.has_more, none.limit]).toEqual([0, true, 0]);
  });

  it("refuses an unknown language and an empty query", async () => {
    expect(await client.fail("search", { query: "x", language: "klingon" })).toMatchObject({
      code: "invalid_parameter",
      param: "language",
    });
    expect(await client.fail("search", { query: "" })).toMatchObject({ param: "query" });
  });

  it("counts hits answered in full as read, under its name also through the old alias", async () => {
    const id = await note("reads", "axolotl");
    await client.ok("search", { query: "axolotl", mode: "list" });
    expect((await client.ok("get_reads", { entry_id: id })).entries).toEqual([]);
    await client.ok("search", { query: "axolotl" });
    await client.ok("semantic_search", { query: "axolotl" });
    const { entries } = await client.ok("get_reads", { entry_id: id });
    expect(entries.map((row: { tool_used: string }) => row.tool_used)).toEqual(["search", "search"]);
  });

  it("answers the old alias with every parameter exactly alike", async () => {
    for (const args of [
      { query: "platypus", limit: 30, mode: "list", explain: true },
      { query: "quokka", source: "filters", tags: ["a"], entry_type: "note", since: "2026-01-01" },
      { query: "batteries", language: "de", until: "2030-01-01" },
    ]) {
      expect(await client.ok("semantic_search", args)).toEqual(await client.ok("search", args));
    }
    const wrong = { query: "x", limit: 501 };
    expect(await client.fail("semantic_search", wrong)).toEqual(await client.fail("search", wrong));
  });

  it("shows only the owner's entries", async () => {
    const bob = await harness.client({ owner: "bob" });
    expect((await bob.ok("search", { query: "platypus zebra walrus" })).results).toEqual([]);
  });
});

describe("search in a large store", () => {
  it("says when it has not looked at all entries yet, and finds every one once they are indexed", async () => {
    const harness = await Harness.open();
    const client = await harness.client();
    const owner = parseOwner("alice");
    const author = { by: "test", tool: "test" };
    const entry = (n: number) =>
      ({ id: `e${n}`, type: "note", source: "s", tags: [], data: { description: `needle ${n}` } }) as const;
    const insert = (n: number) => harness.store.entries.insert(owner, entry(n), author);
    await insert(0);
    await Promise.all(Array.from({ length: 4999 }, (_, n) => insert(n + 1)));
    expect(await client.ok("search", { query: "needle 0" })).toMatchObject({ bounded: true });
    await harness.store.search.update({ all: true });
    const whole = await client.ok("search", { query: "needle 0" });
    expect(whole.results[0].id).toBe("e0");
    expect(whole).not.toHaveProperty("bounded");
    await insert(5000);
    const latest = await client.ok("search", { query: "needle 5000" });
    expect(latest.results[0].id).toBe("e5000");
    expect(latest).not.toHaveProperty("bounded");
    await harness.close();
  });
});

describe("fetch", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ by: "laptop", name: "claude" });
  });
  afterAll(() => harness.close());

  it("answers one entry as title, text, address and metadata, and counts as a read", async () => {
    const note = {
      source: "home",
      tags: ["nas"],
      description: "Backups",
      content: "each night",
      language: "en",
    };
    const { id } = await client.ok("remember", note);
    expect(await client.ok("fetch", { id })).toEqual({
      id,
      title: "Backups",
      text: "Backups\n\neach night",
      url: `awareness://entry/${id}`,
      metadata: {
        type: "note",
        source: "home",
        tags: ["nas"],
        created: "2026-07-28T09:00:00.000Z",
        updated: null,
        expires: null,
        language: "en",
        version: 1,
        written_by: { by: "laptop", client: "claude", tool: "remember" },
      },
    });
    expect((await client.ok("get_reads", { entry_id: id })).entries).toHaveLength(1);
  });

  it("gives entries without a description a title and text too", async () => {
    const goal = (await client.ok("remind", { goal: "call", source: "s", tags: [] })).id;
    const preference = (await client.ok("set_preference", { key: "k", value: "v" })).id;
    const mute = (await client.ok("suppress_alert", { source: "nas" })).id;
    expect(await client.ok("fetch", { id: goal })).toMatchObject({
      title: "call",
      text: 'call\n\n{"state":"pending","urgency":"normal"}',
    });
    expect(await client.ok("fetch", { id: preference })).toMatchObject({ title: "k: v", text: "k: v" });
    const { title, text } = await client.ok("fetch", { id: mute });
    expect(title).toBe("suppression of nas");
    expect(JSON.parse(text)).toMatchObject({ suppress_level: "warning" });
  });

  it("knows no entry that is unknown, trashed or somebody else's", async () => {
    const { id } = await client.ok("remember", { source: "s", tags: [], description: "d" });
    const bob = await harness.client({ owner: "bob" });
    const foreign = await bob.fail("fetch", { id });
    expect(foreign).toMatchObject({ code: "not_found", param: "id", value: id });
    await client.ok("delete_entry", { entry_id: id });
    expect(await client.fail("fetch", { id })).toEqual(foreign);
  });
});

describe("backfill_embeddings", () => {
  it("says that there is no provider, and that search works without one", async () => {
    const harness = await Harness.open();
    const error = await (await harness.client()).fail("backfill_embeddings", { limit: 10 });
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    expect(error.message).toContain("search works without");
    await harness.close();
  });
});
