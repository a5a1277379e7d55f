import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author } from "./fixtures.ts";
import { useSearch } from "./search-fixtures.ts";

const DAY_MS = 86_400_000;

/** What is found at which point of an entry's life, before and after it is indexed. */
export function describeSearch(name: string, open: Open): void {
  describe.each(["waiting", "indexed"])(`search of %s entries on ${name}`, (state) => {
    const search = useSearch(open);
    const edit = (id: string, description: string) =>
      search.store.entries.change(
        alice,
        id,
        (now) => ({ kind: "updated", data: { ...now.data, description } }),
        author,
      );
    const trash = (id: string) => search.store.trash.trash(alice, { by: "id", id }, author);

    it("finds an entry at once, by any of its words", async () => {
      await search.put("kettle", "the green kettle", { tags: ["kitchen"], source: "home" });
      await search.settle(state);
      for (const query of [
        "kettle",
        "GREEN",
        "kettles",
        "kitchen",
        "home",
        "ketle",
        "kett",
        '"green kettle"',
      ]) {
        expect(await search.find(query), query).toEqual(["kettle"]);
      }
      expect(await search.find("saucepan")).toEqual([]);
    });

    it("finds an edited entry by its new words, and no longer by its old ones", async () => {
      await search.put("a", "kettle");
      await search.settle(state);
      await edit("a", "saucepan");
      for (const _ of ["before the edit is indexed", "after it"]) {
        expect(await search.find("saucepan")).toEqual(["a"]);
        expect(await search.find("kettle")).toEqual([]);
        expect(await search.find('"kettle"')).toEqual([]);
        await search.settle(state);
      }
    });

    it("finds a deleted entry no more until it is restored", async () => {
      await search.put("a", "kettle");
      await search.settle(state);
      await trash("a");
      expect(await search.find("kettle")).toEqual([]);
      await search.settle(state);
      expect(await search.find("kettle")).toEqual([]);
      await search.store.trash.restore(alice, { by: "id", id: "a" }, author);
      expect(await search.find("kettle")).toEqual(["a"]);
      await search.settle(state);
      expect(await search.find("kettle")).toEqual(["a"]);
    });

    it("finds an entry until it expires", async () => {
      await search.put("brief", "kettle", { expiresAt: START + DAY_MS });
      await search.put("lasting", "kettle");
      await search.settle(state);
      search.clock.set(START + DAY_MS - 1);
      expect(await search.find("kettle")).toHaveLength(2);
      search.clock.set(START + DAY_MS);
      expect(await search.find("kettle")).toEqual(["lasting"]);
      await search.settle(state);
      expect(await search.find("kettle")).toEqual(["lasting"]);
    });

    it("forgets a purged entry, and takes none written later for it", async () => {
      await search.put("kept", "teapot");
      await search.put("gone", "kettle");
      await search.settle(state);
      await trash("gone");
      expect(await search.store.trash.purge(START + 1, 10)).toMatchObject({ purged: 1 });
      await search.put("later", "saucepan");
      for (const _ of ["before the purge is indexed", "after it"]) {
        expect(await search.find("kettle")).toEqual([]);
        expect(await search.find("teapot")).toEqual(["kept"]);
        expect(await search.find("saucepan")).toEqual(["later"]);
        await search.settle(state);
      }
    });

    it("answers whole short entries, and of long content only the part that answers", async () => {
      const content = `${"lorem ipsum ".repeat(100)}the kettle hangs here ${"lorem ipsum ".repeat(100)}`;
      await search.put("long", "x", { data: { description: "about the kitchen", content } });
      await search.put("short", "x", { data: { description: "a kettle", content: "green" } });
      await search.settle(state);
      const { hits } = await search.ask("kettle");
      const [long, short] = ["long", "short"].map((id) => hits.find(({ entry }) => entry.id === id));
      expect(long?.entry.data).toEqual({ description: "about the kitchen", content_chars: content.length });
      expect(long?.snippet).toContain("the kettle hangs here");
      expect(short?.entry).toEqual(await search.store.entries.findById(alice, "short"));
    });

    it("puts an identifier before what has only its parts, however many there are", async () => {
      await search.put("exact", "getUserName may be null");
      for (let n = 0; n < 40; n += 1)
        await search.put(`${n}`, "get the user name: user.getName, setUserName");
      await search.settle(state);
      for (const query of ["getUserName", "getusername"]) expect((await search.find(query))[0]).toBe("exact");
      expect(await search.find("name", { limit: 50 })).toHaveLength(41);
    });

    it("puts first what holds more of the words, the rarer words, and among equals the last changed", async () => {
      for (let n = 0; n < 5; n += 1) await search.put(`common ${n}`, "a kettle", { source: `${n}` });
      await search.put("both", "the kettle in the pantry", { source: "x" });
      await search.put("rare", "a pantry", { source: "y" });
      await edit("common 2", "one kettle");
      await search.settle(state);
      const found = await search.find("kettle pantry");
      expect(found).toEqual(["both", "rare", "common 2", "common 4", "common 3", "common 1", "common 0"]);
    });

    it("pages through the same order", async () => {
      for (let n = 0; n < 30; n += 1) await search.put(`${n}`, `kettle ${"and pan ".repeat(n % 7)}`);
      await search.settle(state);
      const whole = await search.find("kettle pan", { limit: 30 });
      const pages: string[] = [];
      for (let offset = 0; offset < 30; offset += 7) {
        const { hits, more, bounded } = await search.ask("kettle pan", { limit: 7, offset });
        pages.push(...hits.map(({ entry }) => entry.id));
        expect(more).toBe(offset + 7 < 30);
        expect(bounded).toBe(false);
      }
      expect(pages).toEqual(whole);
      const ranked = await search.store.search.rank(alice, { query: "kettle pan", filter: {}, limit: 30 });
      expect(ranked.map(({ id }) => id)).toEqual(whole);
    });

    it("finds every type of entry by what it says", async () => {
      await search.put("pattern", "x", { type: "pattern", data: { description: "p", effect: "marmalade" } });
      await search.put("preference", "x", { type: "preference", data: { key: "jam", value: "marmalade" } });
      await search.put("alert", "x", { type: "alert", data: { alert_id: "a", message: "marmalade" } });
      await search.put("intention", "x", { type: "intention", data: { goal: "buy marmalade" } });
      await search.put("record", "x", { type: "record", data: { content: { food: ["marmalade"] } } });
      await search.store.entries.insert(
        alice,
        anEntry({ id: "status", type: "status", data: { metrics: { marmalade: 1 } } }),
        author,
      );
      await search.settle(state);
      expect((await search.find("marmalade")).toSorted()).toEqual([
        "alert",
        "intention",
        "pattern",
        "preference",
        "record",
        "status",
      ]);
    });
  });
}
