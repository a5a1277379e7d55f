import { describe, expect, it } from "vitest";
import { distanceFrom } from "../../../src/domain/search/alignment-distance.ts";
import { inMemory } from "../../contract/backends.ts";
import { useSearch } from "../../contract/search-fixtures.ts";

describe.each(["waiting", "indexed"])("a misspelt word, with entries %s", (state) => {
  const search = useSearch(inMemory);
  const put = async (...notes: Parameters<typeof search.put>[]) => {
    for (const note of notes) await search.put(...note);
    await search.settle(state);
  };

  it.each([
    ["orthodantist", "a wrong letter"],
    ["orthodntist", "a missing letter"],
    ["orthodonntist", "a doubled letter"],
    ["orthodotnist", "two letters swapped"],
    ["rothodontist", "the first two letters swapped"],
    ["orthdonntist", "two mistakes"],
    ["ORTHODANTIST", "a wrong letter in capitals"],
  ])("%s is found in spite of %s", async (query) => {
    await put(["wanted", "the orthodontist is in Mill Lane"], ["other", "the dentist is next door"]);
    const { hits, repaired } = await search.ask(query);
    expect(hits.map(({ entry }) => entry.id)).toEqual(["wanted"]);
    expect(repaired).toEqual([{ word: query.toLowerCase(), terms: ["orthodontist"] }]);
  });

  it("with two mistakes in a short word, or three in a long one, is not guessed", async () => {
    await put(["wanted", "garden orthodontist"]);
    expect(await search.find("gradan")).toEqual([]);
    expect(await search.find("orthadantast")).toEqual([]);
  });

  it("is not touched when an entry has it as it is", async () => {
    await put(["exact", "Jon called"], ["other", "John wrote twice, John again"]);
    const { hits, repaired } = await search.ask("jon");
    expect(hits.map(({ entry }) => entry.id)).toEqual(["exact"]);
    expect(repaired).toEqual([]);
  });

  it("is completed where it is the beginning of a word", async () => {
    await put(["wanted", "kubernetes upgrade"], ["other", "cube"]);
    const { hits, repaired } = await search.ask("kubern");
    expect(hits.map(({ entry }) => entry.id)).toEqual(["wanted"]);
    expect(repaired).toMatchObject([{ word: "kubern", terms: expect.arrayContaining(["kubernetes"]) }]);
  });

  it("counts less than one that is right", async () => {
    await put(["repaired", "the orthodontist"], ["exact", "the podiatrist"]);
    const { hits } = await search.ask("orthodantist podiatrist");
    expect(hits.map(({ entry }) => entry.id)).toEqual(["exact", "repaired"]);
  });

  it("is no number and no identifier", async () => {
    await put(["a", "port 86310, code ERR_4031, commit 9f86d081884c7d65"]);
    for (const query of ["86311", "ERR_4032", "9f86d081884c7d66", "x1"]) {
      const { repaired } = await search.ask(query);
      expect(repaired, query).toEqual([]);
    }
  });

  it("leaves an identifier that exists alone, however near it is to a commoner one", async () => {
    await put(["one", "user_id"], ["two", "user_ip"], ["three", "user_ip"]);
    const { hits, repaired } = await search.ask("user_id");
    expect(hits[0]?.entry.id).toBe("one");
    expect(repaired).toEqual([]);
  });
});

describe("distanceFrom", () => {
  it.each([
    ["kettle", "kettle", 0],
    ["kettle", "ketle", 1],
    ["kettle", "ketttle", 1],
    ["kettle", "kettel", 1],
    ["kettle", "kattle", 1],
    ["kettle", "ektlte", 2],
    ["ca", "abc", 3],
    ["", "abc", 3],
    ["abc", "", 3],
  ])("from %s to %s is %i", (one, other, distance) => {
    expect(distanceFrom(one)(other, 10)).toBe(distance);
    expect(distanceFrom(other)(one, 10)).toBe(distance);
  });

  it("stops at one more than is asked for", () => {
    expect(distanceFrom("kettle")("saucepan", 2)).toBe(3);
    expect(distanceFrom("kettle")("k", 2)).toBe(3);
  });

  it("measures many words one after the other", () => {
    const distanceTo = distanceFrom("kettle");
    expect(["kattle", "saucepan", "kettel", "kettle", "x"].map((word) => distanceTo(word, 2))).toEqual([
      1, 3, 1, 0, 3,
    ]);
  });
});
