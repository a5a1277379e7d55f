import { expect, it } from "vitest";
import type { NumberedEntry } from "../../../src/domain/search/search-index.ts";
import { createWaitingDocuments } from "../../../src/domain/search/waiting.ts";
import { alice, anEntry, bob } from "../../contract/fixtures.ts";
import { loadAnalyser } from "../../helpers/analyser.ts";

/** Searches of owners, and which entries had to be loaded for them. */
async function openWaiting() {
  const prepare = createWaitingDocuments(await loadAnalyser());
  const loaded: string[] = [];
  return {
    loaded,
    search: (states: readonly string[], owner = alice, sources?: readonly string[]) => {
      const parsed = states.map((state) => state.split("@").map(Number) as [number, number]);
      const load = async (numbers: readonly number[]): Promise<readonly NumberedEntry[]> =>
        numbers.map((number) => {
          const rev = parsed.find(([one]) => one === number)?.[1] ?? 0;
          loaded.push(`${number}@${rev}`);
          return {
            number,
            entry: { ...anEntry(), version: 1, rev, createdAt: 0, changedAt: 0, by: "" } as never,
          };
        });
      return prepare(
        { owner, sources },
        parsed.map(([number, rev]) => ({ number, rev })),
        load,
      );
    },
  };
}

it("an entry that waits for many searches is made ready once", async () => {
  const { loaded, search } = await openWaiting();
  await search(["1@1", "2@2"]);
  const found = await search(["1@1", "2@2", "3@3"]);
  expect(found.map(({ row }) => row.number)).toEqual([1, 2, 3]);
  expect(loaded).toEqual(["1@1", "2@2", "3@3"]);
});

it("what has changed is made ready anew", async () => {
  const { loaded, search } = await openWaiting();
  await search(["1@1"]);
  const [found] = await search(["1@5"]);
  expect(found?.row.rev).toBe(5);
  expect(loaded).toEqual(["1@1", "1@5"]);
});

it("what waits no more is let go", async () => {
  const { loaded, search } = await openWaiting();
  await search(["1@1", "2@2"]);
  await search(["2@2"]);
  await search(["1@1", "2@2"]);
  expect(loaded).toEqual(["1@1", "2@2", "1@1"]);
});

it("searches of others, or over some sources, leave it alone", async () => {
  const { loaded, search } = await openWaiting();
  await search(["1@1", "2@2"]);
  await search(["1@1"], bob);
  await search(["2@2"], alice, ["work"]);
  await search(["1@1", "2@2"]);
  expect(loaded).toEqual(["1@1", "2@2", "1@1", "2@2"]);
});
