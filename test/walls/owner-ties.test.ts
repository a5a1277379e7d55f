import { afterEach, describe, expect, it } from "vitest";
import { inMemory, type Open } from "../contract/backends.ts";
import { type Intercept, interceptPostgres, interceptSqlite } from "./drivers.ts";
import { describeMutant, type Mutant, mutantsOf } from "./mutants.ts";
import { OF_ALL_OWNERS } from "./of-all-owners.ts";
import { openUnwalled } from "./open-unwalled.ts";
import { tellStory } from "./scenario.ts";
import { SECOND_WALLS } from "./second-walls.ts";
import { countTies } from "./statements.ts";

const ENGINES: readonly (readonly [string, Open, Intercept])[] = [
  ["SQLite", inMemory, interceptSqlite],
  // A superuser, so that row-level security does not stand in for the filter.
  ["Postgres", openUnwalled, interceptPostgres],
];

let restore = () => {};
afterEach(() => restore());

async function storyWith(
  open: Open,
  intercept: Intercept,
  rewrite: (text: string) => string,
): Promise<string> {
  restore = intercept(rewrite);
  try {
    const { store, close } = await open();
    try {
      return (await tellStory(store)).join("\n");
    } finally {
      await close().catch(() => {});
    }
  } catch (error) {
    return `failed: ${String(error)}`;
  } finally {
    restore();
  }
}

function isLoose(text: string, written = text): boolean {
  const { references, ties } = countTies(text);
  const line = written.replaceAll(/\s+/g, " ");
  const free = OF_ALL_OWNERS.find(({ part }) => line.includes(part))?.untied ?? 0;
  return ties < references - free;
}

describe.each(ENGINES)("statements on %s", (engine, open, intercept) => {
  const texts = new Set<string>();
  let story = "";

  it("tie every row they read or write to an owner", async () => {
    story = await storyWith(open, intercept, (text) => {
      texts.add(text);
      return text;
    });
    expect(story).not.toMatch(/^failed/);
    expect([...texts].filter((text) => countTies(text).references > 0).length).toBeGreaterThan(80);
    expect([...texts].filter((text) => isLoose(text)).map((text) => text.replaceAll(/\s+/g, " "))).toEqual(
      [],
    );
  });

  it("are noticed, each of them, when one owner filter is gone", { timeout: 300_000 }, async () => {
    expect(await storyWith(open, intercept, (text) => text)).toBe(story);
    const mutants = mutantsOf(texts);
    expect(mutants.length).toBeGreaterThan(80);
    const unseen = mutants.filter(({ text, mutated }) => !isLoose(mutated, text));
    const survivors: Mutant[] = [];
    for (const mutant of unseen) {
      if (SECOND_WALLS.some(({ part }) => mutant.text.includes(part))) continue;
      const told = await storyWith(open, intercept, (text) => (text === mutant.text ? mutant.mutated : text));
      if (told === story) survivors.push(mutant);
    }
    expect(survivors.map((mutant) => `${engine}: ${describeMutant(mutant)}`)).toEqual([]);
  });
});
