import { describe, expect, it } from "vitest";
import { onPostgres } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, useStore } from "./fixtures.ts";

describe("many inserts at once on Postgres", () => {
  const at = useStore(onPostgres);

  it("are all stored, for each owner in one row of numbers", async () => {
    const made = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) =>
        at.store.entries.insert(index % 10 === 0 ? bob : alice, anEntry({ tags: [`t${index}`] }), author),
      ),
    );
    const revs = made.filter((_, index) => index % 10 !== 0).map(({ rev }) => rev);
    expect(revs.toSorted((one, other) => one - other)).toEqual(revs.map((_, index) => index + 1));
    expect(await at.store.entries.count(alice, {})).toBe(1_800);
    expect(await at.store.entries.count(bob, {})).toBe(200);
    const [newest] = await at.store.entries.list(alice, {}, EVERYTHING);
    expect(newest).toEqual(made.find(({ id }) => id === newest?.id));
  });

  it("fail each for itself: one id given twice costs nobody else's entry", async () => {
    const ids = ["a", "b", "a", "c", "b", "d"];
    const outcomes = await Promise.allSettled(
      ids.map((id) => at.store.entries.insert(alice, anEntry({ id }), author)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(await at.store.entries.count(alice, {})).toBe(4);
  });
});
