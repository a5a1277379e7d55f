import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../src/domain/search/explain.ts";
import { inMemory } from "../../contract/backends.ts";
import { useSearch } from "../../contract/search-fixtures.ts";

describe("an explanation", () => {
  const search = useSearch(inMemory);
  const fill = async () => {
    await search.put("first", "the spare key of the shed", { tags: ["key", "shed"], logicalKey: "keys:1" });
    await search.put("second", "hangs behind the door", { logicalKey: "keys:2" });
    await search.put("third", "a door", { data: { description: "a door", related_ids: ["first"] } });
    await search.put("fourth", "keys and doors everywhere, and a spare one", { source: "work" });
  };
  const sumOf = ({ words, nearness, tags, context, recency }: Explanation) =>
    words.reduce((sum, { score }) => sum + score, 0) + nearness + tags + context + recency;

  it.each(["waiting", "indexed"])("adds up to the score, with entries %s", async (state) => {
    await fill();
    await search.settle(state);
    const { hits } = await search.ask("spare key behind the door -nothing", { explain: true });
    expect(hits).toHaveLength(4);
    for (const { explanation } of hits) {
      if (explanation === undefined) throw new Error("No explanation");
      // Each of the parts is rounded to three places by itself.
      expect(Math.abs(sumOf(explanation) - explanation.score)).toBeLessThan(
        0.0005 * (explanation.words.length + 5),
      );
    }
    const scores = hits.map(({ explanation }) => explanation?.score ?? 0);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  });

  it("names words, forms, fields, tags, nearness and what other entries lend", async () => {
    await fill();
    const { hits } = await search.ask("spare keys door", { explain: true });
    const why = new Map(hits.map(({ entry, explanation }) => [entry.id, explanation]));
    const first = why.get("first");
    expect(first?.words.map(({ word }) => word)).toEqual(["spare", "keys"]);
    expect(first?.words[1]?.terms).toEqual(["keys", "kei"]);
    expect(first?.words[1]?.fields).toEqual(["description", "tags", "key"]);
    expect(first?.nearness).toBeGreaterThan(0);
    expect(first?.tags).toBeGreaterThan(0);
    expect(why.get("second")?.context).toBeGreaterThan(0);
    expect(why.get("fourth")?.tags).toBe(0);
  });

  it("is left out unless it is asked for", async () => {
    await fill();
    for (const hit of (await search.ask("key")).hits) expect(hit).not.toHaveProperty("explanation");
  });
});
