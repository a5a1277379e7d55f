import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import { createSlices } from "../../src/store/sqlite/search-slices.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

let path: string;
let own: Database.Database;

beforeEach(() => {
  path = join(makeTempDir(), "slices.db");
  own = new Database(path);
  own.pragma("journal_mode = WAL");
  own.exec("CREATE TABLE words (word TEXT)");
});

/** Works for about as long as one slice may last. */
function hold(): void {
  const until = performance.now() + 9;
  own.prepare("INSERT INTO words VALUES ('own')").run();
  while (performance.now() < until);
}

it("while others write, long work leaves them more time between its transactions than for a single one", async () => {
  const other = new Database(path, { timeout: 0 });
  const insert = other.prepare("INSERT INTO words VALUES ('other')");
  let [slices, writes] = [0, 0];
  const working = createSlices(own, 5_000).repeat(() => {
    hold();
    slices += 1;
    return slices < 20;
  });
  while (slices < 20) {
    insert.run();
    writes += 1;
    await sleep(1);
  }
  await working;
  other.close();
  expect(writes).toBeGreaterThan(slices * 2);
});

it("while nobody else writes, most of its transactions follow each other at once", async () => {
  const starts: number[] = [];
  await createSlices(own, 5_000).repeat(() => {
    starts.push(performance.now());
    hold();
    return starts.length < 44;
  });
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  expect(median(gaps.slice(4))).toBeLessThan(median(gaps.slice(0, 4)) - 5);
});
