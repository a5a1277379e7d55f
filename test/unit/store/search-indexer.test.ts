import { expect, it } from "vitest";
import { parseOwner } from "../../../src/domain/owner.ts";
import { ClaimLost } from "../../../src/store/shared/claimed-index.ts";
import { createIndexer } from "../../../src/store/shared/search-indexer.ts";

const OWNERS = ["alice", "bob", "carol"].map((name) => parseOwner(name));

/** An indexer over three owners; answers what was done when it was run. */
function open(failures: { take?: Error; work?: Error; release?: Error }) {
  const done: string[] = [];
  const step = (name: "take" | "work" | "release") => async (owner: string) => {
    done.push(`${name} ${owner}`);
    const failure = failures[name];
    if (owner === "alice" && failure !== undefined) throw failure;
  };
  const take = step("take");
  const indexer = createIndexer({
    owners: () => OWNERS,
    take: async (owner) => {
      await take(owner);
      return true;
    },
    work: step("work"),
    release: step("release"),
  });
  return { done, indexer };
}

const others = ["bob", "carol"].flatMap((owner) =>
  ["take", "work", "release"].map((name) => `${name} ${owner}`),
);

it("one owner's failure is told after the others had their turn", async () => {
  const { done, indexer } = open({ work: new Error("a damaged row") });
  await expect(indexer.run({})).rejects.toThrow("a damaged row");
  expect(done).toEqual(["take alice", "work alice", "release alice", ...others]);
});

it("an index that cannot be taken is passed by", async () => {
  const { done, indexer } = open({ take: new Error("a lock") });
  await expect(indexer.run({})).rejects.toThrow("a lock");
  expect(done).toEqual(["take alice", ...others]);
});

it("a release that fails does not hide why the work failed", async () => {
  const { indexer } = open({ work: new Error("the cause"), release: new Error("what follows") });
  await expect(indexer.run({})).rejects.toThrow("the cause");
});

it("a release that fails is told, also when another process has taken over", async () => {
  const { done, indexer } = open({ work: new ClaimLost(), release: new Error("no release") });
  await expect(indexer.run({})).rejects.toThrow("no release");
  expect(done).toEqual(expect.arrayContaining(others));
});
