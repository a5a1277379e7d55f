import { describe, expect, it } from "vitest";
import type { Store } from "../../src/domain/store.ts";
import type { Open } from "./backends.ts";
import { alice, anEntry, author, bob, insertTogether } from "./fixtures.ts";
import { useSearch } from "./search-fixtures.ts";

const WORDS = "kettle pantry saucepan teapot ladle colander whisk skillet grater tureen".split(" ");
const MANY = 1_500;
const AT_ONCE = 125;
/** So few that a search looks at each of them; of more only those at the front are sure to be in the same order. */
const FEW = 100;

/** Text number `n`: every word of `WORDS` stands in some, some of them often. */
function textOf(n: number): string {
  const words = WORDS.filter((_, index) => n % (index + 2) === 0);
  return `note number${n} ${words.join(" ")} ${"and more ".repeat(n % 5)}`;
}

/** In their order: entries that answer a query equally well come in the order in which they were written. */
async function putAll(store: Store, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const entries = numbers.map((n) =>
    anEntry({ id: `${n}`, source: `s${n % 3}`, tags: [], data: { description: textOf(n) } }),
  );
  await insertTogether(store, entries);
}

async function answersOf(store: Store): Promise<unknown> {
  const queries = [
    "kettle tureen",
    "pantry grater whisk",
    '"kettle saucepan"',
    "teapot -ladle",
    "number77",
    "numbr78",
  ];
  const answers = [];
  for (const query of queries) {
    const { hits, bounded, repaired } = await store.search.search(alice, {
      query,
      filter: {},
      limit: 50,
      explain: true,
    });
    expect(bounded).toBe(false);
    answers.push({
      query,
      repaired,
      hits: hits.map(({ entry, similarity, explanation }) => [entry.id, similarity, explanation]),
    });
  }
  return answers;
}

/** What must not change an answer: how much is indexed, and in how many pieces. */
export function describeSearchIndex(name: string, open: Open): void {
  describe(`the search index on ${name}`, () => {
    const search = useSearch(open);

    it("answers the same, in the same order and with the same scores, as waiting entries do", async () => {
      await putAll(search.store, 0, FEW / 2);
      const waiting = await answersOf(search.store);
      await search.settle();
      expect(await answersOf(search.store)).toEqual(waiting);
      await putAll(search.store, FEW / 2, FEW);
      const half = await answersOf(search.store);
      await search.settle();
      expect(await answersOf(search.store)).toEqual(half);
    });

    it(`answers of ${MANY} entries indexed in many runs as of those indexed in one`, async () => {
      for (let from = 0; from < MANY; from += AT_ONCE) {
        await putAll(search.store, from, from + AT_ONCE);
        await search.settle();
      }
      const whole = await open();
      await putAll(whole.store, 0, MANY);
      await whole.store.search.update({ all: true });
      expect(await answersOf(search.store)).toEqual(await answersOf(whole.store));
      await whole.close();
    });

    it("drops what it knew of an entry that is edited again and again", async () => {
      await search.put("other", "teapot");
      await search.put("a", "saucepam");
      await search.settle();
      for (let n = 0; n < 40; n += 1) {
        const data = { description: `saucepan edition${n}x` };
        await search.store.entries.change(alice, "a", () => ({ kind: "updated", data }), author);
        await search.settle();
      }
      for (let n = 0; n < 39; n += 1) expect(await search.find(`"edition${n}x"`)).toEqual([]);
      expect(await search.find("edition39x")).toEqual(["a"]);
      expect(await search.find("saucepan teapot")).toHaveLength(2);
      // As long as the old word is known, it is not taken for a misspelt one.
      const repaired = [{ word: "saucepam", terms: ["saucepan"] }];
      expect(await search.ask("saucepam")).toMatchObject({ hits: [{ entry: { id: "a" } }], repaired });
    });

    it("finds everything again that was written while it was brought up to date", async () => {
      await putAll(search.store, 0, 400);
      const update = search.settle();
      await putAll(search.store, 400, 500);
      await update;
      expect((await search.find("number450"))[0]).toBe("450");
      await search.settle();
      expect((await search.find("number450"))[0]).toBe("450");
      expect(await search.find("note", { limit: 500 })).toHaveLength(500);
    });

    it("keeps apart what waits of two owners, whatever the numbers of their entries", async () => {
      await search.put("mine", "kettle");
      await search.put("theirs", "teapot", {}, bob);
      expect(await search.find("kettle teapot")).toEqual(["mine"]);
      expect(await search.find("kettle teapot", {}, bob)).toEqual(["theirs"]);
      expect(await search.find("kettle", {}, bob)).toEqual([]);
    });

    it("has nothing to do when nothing waits", async () => {
      await search.settle();
      await search.put("a", "kettle");
      await Promise.all([search.settle(), search.settle()]);
      await search.settle();
      expect(await search.find("kettle")).toEqual(["a"]);
    });
  });
}
