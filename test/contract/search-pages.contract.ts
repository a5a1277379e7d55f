import { describe, expect, it } from "vitest";
import type { Open } from "./backends.ts";
import { useSearch } from "./search-fixtures.ts";

const NOTES = 420;

/** Pages of one query fit together, however far one leafs on. */
export function describeSearchPages(name: string, open: Open): void {
  describe(`pages of a search, ${name}`, () => {
    const at = useSearch(open);

    async function fill(): Promise<void> {
      for (let number = 0; number < NOTES; number += 1) {
        const words = [
          "common",
          ...(number % 3 === 0 ? ["alpha"] : []),
          ...(number % 7 === 0 ? ["beta", "beta"] : []),
        ];
        const rest = Array.from({ length: number % 11 }, (_, index) => `filler${"abcdefghijk"[index]}`);
        await at.put(`n${number}`, [...words, ...rest].join(" "), {
          source: `s${number % 5}`,
          tags: [`t${number % 2}`],
        });
      }
      await at.settle();
    }

    async function walk(query: string, limit: number, parts: object = {}): Promise<readonly string[]> {
      const seen: string[] = [];
      for (let offset = 0; ; offset += limit) {
        const { hits, more } = await at.ask(query, { limit, offset, ...parts });
        seen.push(...hits.map(({ entry }) => entry.id));
        if (!more) return seen;
      }
    }

    it.each(["common alpha", "common", "alpha beta", "common -beta", '"common alpha"', "common tag:t1"])(
      "%s gives every hit once, and the same order whatever the size of a page",
      async (query) => {
        await fill();
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
