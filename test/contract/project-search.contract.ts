import { describe, expect, it } from "vitest";
import type { NewEntry } from "../../src/domain/entries/entry.ts";
import type { SearchResult } from "../../src/domain/search/engine.ts";
import type { Store } from "../../src/domain/store.ts";
import type { Open } from "./backends.ts";
import { alice, anEntry, author, useStore } from "./fixtures.ts";

const SUBJECTS = ["invoice", "printer", "deploy", "garden", "meeting"];
/** What nobody in the project ever wrote. */
const SECRET = "hippopotamus";

/** Notes of the project, some of which belong together. */
const MINE = Array.from({ length: 40 }, (_, n): NewEntry => {
  const source = n % 3 === 0 ? "work" : "team";
  return anEntry({
    id: `mine ${n}`,
    source,
    tags: n % 4 === 0 ? ["ledger"] : [],
    data: {
      description: `${SUBJECTS[n % 5]} ${SUBJECTS[(n * 3) % 5]} number${n} of the office`,
      related_ids: n % 6 === 0 ? ["theirs 1", `mine ${(n + 7) % 40}`] : [],
    },
    ...(n % 5 === 0 ? { logicalKey: `office:${n}` } : {}),
  });
});

/** As many again of another source, on the same subjects and in another language, and many that name the project's. */
const THEIRS = Array.from(
  { length: 300 },
  (_, n): NewEntry =>
    anEntry({
      id: `theirs ${n}`,
      source: "private",
      tags: ["ledger"],
      data: {
        description: `${SECRET} invoice offices Rechnungen Drucker und der Garten inviice ${n}`,
        related_ids: ["mine 0"],
      },
      language: "de",
      logicalKey: `office:${n}`,
    }),
);

const QUERIES = [
  "invoice",
  "invoice printer",
  "printr",
  "offi",
  "invoces",
  SECRET,
  "hippopotamos",
  "hipp",
  '"of the office" garden',
  "-invoice",
  "tag:ledger",
  "number7 deploy",
  "Rechnungen",
];

/** What other sources hold sways no search within some. */
export function describeProjectSearch(name: string, open: Open): void {
  describe(`searches within some sources on ${name}`, () => {
    const at = useStore(open);
    const sources = ["team", "work"];

    async function compare(alone: Store): Promise<void> {
      for (const query of QUERIES) {
        const request = { query, filter: {}, limit: 50, explain: true, sources };
        const found = shown(await at.store.search.search(alice, request));
        const expected = await alone.search.search(alice, { query, filter: {}, limit: 50, explain: true });
        expect(found, query).toEqual(shown(expected));
        const ranked = await at.store.search.rank(alice, { query, filter: {}, limit: 50, sources });
        expect(ranked.map(({ id }) => id)).toEqual(expected.hits.map(({ entry }) => entry.id));
      }
    }

    it.each([
      ["indexed", "indexed"],
      ["indexed", "waiting"],
      ["waiting", "waiting"],
    ])(
      "finds, ranks, scores and repairs as if there were nothing else (%s, others %s)",
      async (mine, others) => {
        const alone = await open();
        const settle = (state: string) =>
          state === "indexed"
            ? Promise.all([at, alone].map(({ store }) => store.search.update({ all: true })))
            : Promise.resolve();
        const early = THEIRS.slice(0, 150);
        if (others === "indexed") await insert(at.store, early);
        for (const { store } of [at, alone]) await insert(store, MINE);
        await settle(mine);
        await insert(at.store, others === "indexed" ? THEIRS.slice(150) : THEIRS);
        if (others === "indexed") await settle(others);
        await compare(alone.store);
        await alone.close();
      },
    );

    it("knows nothing of a filter's entries outside, and nothing at all without sources", async () => {
      await insert(at.store, [...MINE, ...THEIRS.slice(0, 20)]);
      const ask = (within: readonly string[], filter = {}) =>
        at.store.search.search(alice, { query: "invoice", filter, limit: 50, sources: within });
      expect((await ask(sources, { source: "private" })).hits).toEqual([]);
      expect((await ask(sources, { tags: ["ledger"] })).hits.map(({ entry }) => entry.source)).not.toContain(
        "private",
      );
      expect((await ask([])).hits).toEqual([]);
    });
  });
}

async function insert(store: Store, entries: readonly NewEntry[]): Promise<void> {
  for (const entry of entries) await store.entries.insert(alice, entry, author);
}

function shown({ hits, more, bounded, repaired }: SearchResult) {
  return {
    hits: hits.map(({ entry, ...rest }) => ({ id: entry.id, ...rest })),
    more,
    bounded,
    repaired,
  };
}
