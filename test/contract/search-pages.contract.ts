import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Open, OpenedStore } from "./backends.ts";
import { alice, anEntry, insertTogether } from "./fixtures.ts";

const NOTES = 420;

/** Pages of one query fit together, however far one leafs on. */
export function describeSearchPages(name: string, open: Open): void {
  describe(`pages of a search, ${name}`, () => {
    let opened: OpenedStore;

    beforeAll(async () => {
      opened = await open();
      const notes = Array.from({ length: NOTES }, (_, number) => {
        const words = [
          "common",
          ...(number % 3 === 0 ? ["alpha"] : []),
          ...(number % 7 === 0 ? ["beta", "beta"] : []),
        ];
        const rest = Array.from({ length: number % 11 }, (_, index) => `filler${"abcdefghijk"[index]}`);
        return anEntry({
          id: `n${number}`,
          source: `s${number % 5}`,
          tags: [`t${number % 2}`],
          data: { description: [...words, ...rest].join(" ") },
        });
      });
      await insertTogether(opened.store, notes);
      await opened.store.search.update({ all: true });
    });
    afterAll(() => opened.close());

    async function walk(query: string, limit: number): Promise<readonly string[]> {
      const seen: string[] = [];
      for (let offset = 0; ; offset += limit) {
        const { search } = opened.store;
        const { hits, more } = await search.search(alice, { query, filter: {}, limit, offset });
        seen.push(...hits.map(({ entry }) => entry.id));
        if (!more) return seen;
      }
    }

    it.each(["common alpha", "common", "alpha beta", "common -beta", '"common alpha"', "common tag:t1"])(
      "%s gives every hit once, and the same order whatever the size of a page",
      async (query) => {
        const small = await walk(query, 23);
        expect(new Set(small).size).toBe(small.length);
        expect(await walk(query, 200)).toEqual(small);
        expect(await walk(query, 500)).toEqual(small);
        expect(small.length).toBeGreaterThan(
          query === "alpha beta" ? 150 : query.includes("phrase") ? 10 : 100,
        );
      },
      120_000,
    );
  });
}
