import { expect, it } from "vitest";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { VectorIndex } from "../../src/domain/search/vector-index.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { createReader } from "../../src/store/sqlite/read.ts";
import { createSqliteVectorIndex } from "../../src/store/sqlite/vector-index.ts";
import {
  type Bench,
  goodReply,
  openBench,
  textOf,
  vectorOf,
  workOff,
  write,
} from "../embeddings/queue-support.ts";
import { startProvider } from "../embeddings/support.ts";
import { silent } from "./backends.ts";
import { alice, bob } from "./fixtures.ts";

interface Watched {
  readonly index: VectorIndex;
  /** How often all codes of somebody were read since the last call. */
  readsOfAll(): number;
  close(): void;
}

/** An index on a connection of its own that tells what it reads. */
async function watch({ path }: Bench, budgetBytes: number): Promise<Watched> {
  const statements: string[] = [];
  const onStatement = (sql: string) => void statements.push(sql);
  const db = await connect({ path, log: silent, busyTimeoutMs: 1_000, onStatement });
  return {
    index: createSqliteVectorIndex(db, createReader(db, 1_000), { budgetBytes }),
    readsOfAll: () =>
      statements.splice(0).filter((sql) => /code FROM embeddings .* seq > 0\b/s.test(sql)).length,
    close: () => db.close(),
  };
}

const near = (index: VectorIndex, text: string, owner: OwnerId) =>
  index.nearest(owner, "m", Float32Array.from(vectorOf(textOf(text))), { count: 3 });

it("keeps what fits into its memory, and drops the codes of those who searched least lately", async () => {
  const bench = await openBench(await startProvider(goodReply));
  const owners = [alice, bob, "carol" as OwnerId];
  for (const owner of owners) {
    await write(
      bench,
      [`of ${owner}`, "second", "third"].map((text) => `${text} (${owner})`),
      owner,
    );
    await workOff(bench.embedder, owner);
  }
  const large = await watch(bench, 1e9);
  // Codes, numbers and distances of so few take about 4 kB: two owners fit into 10 kB.
  const small = await watch(bench, 10_000);
  const tiny = await watch(bench, 1);
  const search = async ({ index, readsOfAll }: Watched, order: readonly OwnerId[]) => {
    readsOfAll();
    for (const owner of order) {
      const found = await near(index, `of ${owner} (${owner})`, owner);
      expect(found).toHaveLength(3);
      expect(found[0]?.cosine).toBeGreaterThan(0.99);
    }
    return readsOfAll();
  };
  const [first = alice, second = bob, third = alice] = owners;
  const order = [first, second, first, third, first, second];
  expect(await search(large, order)).toBe(3);
  expect(await search(large, order)).toBe(0);
  expect(await search(small, order)).toBe(4);
  expect(await search(tiny, [first, first, second, second, first])).toBe(3);
  for (const { close } of [large, small, tiny]) close();
});
