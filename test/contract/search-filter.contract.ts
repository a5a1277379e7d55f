import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { alice, author, bob } from "./fixtures.ts";
import { useSearch } from "./search-fixtures.ts";

const DAY_MS = 86_400_000;

/** Which entries may be found, and what entries that belong together do for each other. */
export function describeSearchFilters(name: string, open: Open): void {
  describe.each(["waiting", "indexed"])(`search among %s entries on ${name}`, (state) => {
    const search = useSearch(open);
    const find = (filter: object) => search.find("kettle", { filter });

    it("looks only among entries of the source, tags, types and times asked for", async () => {
      await search.put("home", "kettle", { source: "home", tags: ["a", "b"] });
      search.clock.advance(DAY_MS);
      await search.put("work", "kettle", { source: "work", tags: ["a"] });
      search.clock.advance(DAY_MS);
      await search.put("context", "kettle", { type: "context", source: "work", tags: ["b"] });
      await search.settle(state);
      expect(await find({ source: "home" })).toEqual(["home"]);
      expect(await find({ tags: ["a"] })).toEqual(["work", "home"]);
      expect(await find({ tags: ["a", "b"] })).toEqual(["home"]);
      expect(await find({ types: ["context"] })).toEqual(["context"]);
      expect(await find({ changedSince: START + DAY_MS })).toEqual(["context", "work"]);
      expect(await find({ changedUntil: START + DAY_MS })).toEqual(["work", "home"]);
      expect(await find({ source: "work", tags: ["a"], types: ["note"] })).toEqual(["work"]);
      expect(await find({ source: "nowhere" })).toEqual([]);
    });

    it("filters before it ranks: one weak match is found among 300 better ones that are filtered out", async () => {
      const many = Array.from({ length: 300 }, (_, n) =>
        search.put(`other ${n}`, "kettle kettle", { tags: ["kettle"], source: "elsewhere" }),
      );
      await search.put("wanted", "x", {
        tags: ["mine"],
        data: { description: "x", content: `${"lorem ipsum ".repeat(200)} kettle` },
      });
      await Promise.all(many);
      await search.settle(state);
      for (const filter of [{ tags: ["mine"] }, { source: "personal" }]) {
        const { hits, bounded } = await search.ask("kettle", { filter });
        expect(hits.map(({ entry }) => entry.id)).toEqual(["wanted"]);
        expect(bounded).toBe(false);
      }
      expect(await search.find("kettle tag:mine")).toEqual(["wanted"]);
    });

    it("never finds another owner's entries, nor repairs or completes a word by theirs", async () => {
      await search.put("hers", "the kettle", { tags: ["secretive"] }, bob);
      await search.put("mine", "a saucepan");
      await search.settle(state);
      for (const query of ["kettle", "ketle", "kett", '"kettle"', "secretiv", "tag:secretive", "kettles"]) {
        expect(await search.ask(query), query).toEqual({
          hits: [],
          more: false,
          bounded: false,
          repaired: [],
        });
      }
      expect(await search.find("kettle", {}, bob)).toEqual(["hers"]);
      expect((await search.find("-nothing")).concat(await search.find("-nothing", {}, bob))).toEqual([
        "mine",
        "hers",
      ]);
    });

    it("ranks an owner's entries the same, whatever others have", async () => {
      for (const id of ["a", "b", "c"]) await search.put(id, `kettle ${id === "b" ? "pantry" : "and more"}`);
      await search.settle(state);
      const before = await search.ask("kettle pantry", { explain: true });
      for (let n = 0; n < 20; n += 1) await search.put(`bob ${n}`, "pantry", {}, bob);
      await search.settle(state);
      expect(await search.ask("kettle pantry", { explain: true })).toEqual(before);
    });
  });

  describe.each(["waiting", "indexed"])(`%s entries that belong together on ${name}`, (state) => {
    const search = useSearch(open);
    /** Two entries are alike; the one called `near` belongs to the strong one. */
    const ask = async () => {
      await search.settle(state);
      const { hits } = await search.ask("zubrowka call", { explain: true });
      const [first, ...others] = hits.map(({ entry }) => entry.id);
      expect(first).toBe("strong");
      const context = new Map(hits.map(({ entry, explanation }) => [entry.id, explanation?.context]));
      return { others, context };
    };

    it("lend to those written right before and after them, into the same source on the same day", async () => {
      await search.put("strong", "meeting with Zubrowka", { source: "talk" });
      await search.put("near", "we agreed to call", { source: "talk" });
      await search.put("far", "we agreed to call", { source: "elsewhere" });
      const { others, context } = await ask();
      expect(others).toEqual(["near", "far"]);
      expect(context.get("near")).toBeGreaterThan(0);
      expect(context.get("far")).toBe(0);
    });

    it("do not lend to those of another day", async () => {
      await search.put("strong", "meeting with Zubrowka", { source: "talk" });
      search.clock.advance(DAY_MS);
      await search.put("later", "we agreed to call", { source: "talk" });
      expect((await ask()).context.get("later")).toBe(0);
    });

    it("lend to those they name as related, and to those that name them", async () => {
      await search.put("named", "call", { source: "one" });
      const related = { description: "meeting with Zubrowka", related_ids: ["named"] };
      await search.put("strong", "x", { source: "two", data: related });
      await search.put("names", "x", {
        source: "three",
        data: { description: "call", related_ids: ["strong"] },
      });
      await search.put("far", "call", { source: "four" });
      const { others, context } = await ask();
      expect(others.toSorted()).toEqual(["far", "named", "names"]);
      expect(others.at(-1)).toBe("far");
      expect(context.get("named")).toBeGreaterThan(0);
      expect(context.get("names")).toBeGreaterThan(0);
    });

    it("lend to those of the same source with the same beginning of their logical key", async () => {
      await search.put("far", "call", { source: "s", logicalKey: "dealer:2" });
      search.clock.advance(DAY_MS);
      await search.put("strong", "meeting with Zubrowka", { source: "s", logicalKey: "deal:1" });
      search.clock.advance(DAY_MS);
      await search.put("near", "call", { source: "s", logicalKey: "deal:2" });
      const { others, context } = await ask();
      expect(others).toEqual(["near", "far"]);
      expect(context.get("near")).toBeGreaterThan(0);
      expect(context.get("far")).toBe(0);
    });

    it("lend nothing by entries that are gone, nor by other owners' entries", async () => {
      await search.put("strong", "meeting with Zubrowka", { source: "talk" });
      await search.put("deleted", "Zubrowka Zubrowka", { source: "quiet" });
      await search.put("near", "call", { source: "quiet" });
      await search.put("theirs", "Zubrowka", { source: "lonely", logicalKey: "k:1" }, bob);
      await search.put("mine", "call", { source: "lonely", logicalKey: "k:2" });
      await search.store.trash.trash(alice, { by: "id", id: "deleted" }, author);
      const { context } = await ask();
      expect(context.get("near")).toBe(0);
      expect(context.get("mine")).toBe(0);
    });
  });
}
