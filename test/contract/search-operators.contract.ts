import { describe, expect, it } from "vitest";
import type { Open } from "./backends.ts";
import { useSearch } from "./search-fixtures.ts";

/** What a query can say, of entries that wait to be indexed and of indexed ones alike. */
export function describeSearchOperators(name: string, open: Open): void {
  describe.each(["waiting", "indexed"])(`a query of %s entries on ${name}`, (state) => {
    const search = useSearch(open);
    const put = async (...notes: Parameters<typeof search.put>[]) => {
      for (const note of notes) await search.put(...note);
      await search.settle(state);
    };
    const sorted = async (query: string) => (await search.find(query)).toSorted();

    it("finds entries that have any of its words, those with more of them first", async () => {
      await put(
        ["one", "a green bicycle"],
        ["both", "the green kettle"],
        ["none", "a red ball"],
        ["other", "kettle"],
      );
      const [first, ...others] = await search.find("green kettle");
      expect(first).toBe("both");
      expect(others.toSorted()).toEqual(["one", "other"]);
    });

    it("with a phrase finds only entries that have its words side by side and in this order", async () => {
      await put(
        ["exact", "the spare key hangs here"],
        ["reversed", "a key, spare"],
        ["apart", "spare me the key"],
        ["stem", "spare keys"],
        ["across", "spare", { tags: ["key"] }],
        ["in content", "x", { data: { description: "x", content: "Spare KEY!" } }],
      );
      expect(await sorted('"spare key"')).toEqual(["exact", "in content"]);
      expect(await sorted('"spare key" hangs')).toEqual(["exact", "in content"]);
      expect(await sorted('"spare key" "hangs here"')).toEqual(["exact"]);
    });

    it("with a phrase of many repeated words is answered at once", async () => {
      await put(["öl", "öl ".repeat(5_000)], ["übel", `${"öl ".repeat(40)}übel`]);
      expect(await sorted(`"${"öl ".repeat(40)}übel"`)).toEqual(["übel"]);
      expect(await sorted(`"${"öl ".repeat(60)}übel"`)).toEqual([]);
    });

    it("leaves out entries with an excluded word or phrase", async () => {
      await put(["plain", "key of the shed"], ["house", "key of the house"], ["houses", "key of two houses"]);
      expect(await sorted("key -house")).toEqual(["houses", "plain"]);
      expect(await sorted('key -"of the house"')).toEqual(["houses", "plain"]);
      expect(await sorted('key -"the of house"')).toEqual(["house", "houses", "plain"]);
    });

    it("of exclusions and filters alone lists what is left, the last changed first", async () => {
      await put(
        ["old", "red", { tags: ["a"] }],
        ["mid", "green", { tags: ["a"] }],
        ["new", "red", { tags: ["b"] }],
      );
      expect(await search.find("tag:a")).toEqual(["mid", "old"]);
      expect(await search.find("-green")).toEqual(["new", "old"]);
      expect(await search.find("tag:a -green")).toEqual(["old"]);
    });

    it("of signs alone finds nothing", async () => {
      await put(["any", "anything"]);
      for (const query of ["?!", "…", "👍", '"?"', '""', '-""', "--", "-?", '-"…"', "* tag:x"]) {
        expect(await search.find(query), query).toEqual([]);
      }
    });

    it("with a filter excluded leaves out entries that hold its value, as a tag or elsewhere", async () => {
      await put(
        ["tagged", "a plan", { tags: ["draft"] }],
        ["worded", "a plan, only a draft"],
        ["sourced", "a plan", { source: "drawing board" }],
        ["final", "a plan"],
      );
      expect(await sorted("plan -tag:draft")).toEqual(["final", "sourced"]);
      expect(await sorted('plan -source:"drawing board" -tag:draft')).toEqual(["final"]);
      expect(await sorted("-tag:draft")).toEqual(["final", "sourced"]);
    });

    it("finds an emoji, whatever its skin tone and variant", async () => {
      await put(
        ["party", "party 🎉 tonight"],
        ["thumb", "well done👍🏽"],
        ["heart", "❤\ufe0f"],
        ["none", "nothing"],
      );
      expect(await search.find("🎉")).toEqual(["party"]);
      expect(await search.find('"party 🎉"')).toEqual(["party"]);
      expect(await search.find("👍🏿")).toEqual(["thumb"]);
      expect(await search.find("❤")).toEqual(["heart"]);
      expect(await sorted("-🎉")).toEqual(["heart", "none", "thumb"]);
    });

    it("finds words with hidden characters inside", async () => {
      await put(["soft", "a r\u00ade\u00add balloon"], ["plain", "red"]);
      expect(await sorted("red")).toEqual(["plain", "soft"]);
      expect(await sorted("r\u200bed")).toEqual(["plain", "soft"]);
      expect((await search.ask("red")).hits.map(({ snippet }) => snippet)).toContain("a red balloon");
    });

    it("filters by tag, source and type in the query itself", async () => {
      await put(
        ["note", "kettle", { tags: ["Kitchen", "two words"], source: "home" }],
        ["context", "kettle", { type: "context", source: "my work" }],
      );
      expect(await search.find("kettle tag:Kitchen")).toEqual(["note"]);
      expect(await search.find('kettle tag:"two words" tag:Kitchen')).toEqual(["note"]);
      expect(await search.find('kettle source:"my work"')).toEqual(["context"]);
      expect(await search.find("kettle type:context")).toEqual(["context"]);
      expect(await search.find("kettle tag:garden")).toEqual([]);
      expect(await search.find("kettle type:context", { filter: { types: ["note"] } })).toEqual([]);
      expect(await search.find("kettle source:home", { filter: { source: "my work" } })).toEqual([]);
    });

    it("with a type that there is not takes it for words", async () => {
      await put(["typed", "the type is espresso"], ["other", "tea"]);
      expect(await search.find("type:espresso")).toEqual(["typed"]);
    });

    it("of one character of a script without spaces finds it anywhere in a word", async () => {
      await put(
        ["start", "鍵は引き出し"],
        ["middle", "家の鍵を探す"],
        ["end", "予備の鍵"],
        ["none", "車の扉"],
      );
      expect(await sorted("鍵")).toEqual(["end", "middle", "start"]);
      expect(await sorted('"鍵"')).toEqual(["end", "middle", "start"]);
      expect(await sorted("扉 の -鍵")).toEqual(["none"]);
      expect((await search.ask("鍵")).repaired).toEqual([]);
    });

    it("of words without a meaning of their own still finds what has them", async () => {
      await put(["hamlet", "to be or not to be"], ["other", "kettle"]);
      expect(await search.find("to be or not to be")).toEqual(["hamlet"]);
      expect(await search.find("the or")).toEqual(["hamlet"]);
    });
  });
}
