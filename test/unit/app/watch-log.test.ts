import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { expect, it, vi } from "vitest";
import { createWatchLogJob } from "../../../src/app/jobs/watch-log.ts";
import { inspectSqlite } from "../../../src/store/sqlite/inspect.ts";
import { makeTempDir } from "../../helpers/temp-dir.ts";

const MB = 1024 * 1024;

function grow(path: string, bytes: number): void {
  const file = openSync(path, "a");
  ftruncateSync(file, bytes);
  closeSync(file);
}

it("a log that has grown beyond 64 MB is warned of once, and again after it has been small", async () => {
  const path = join(makeTempDir(), "awareness.db");
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });
  const job = createWatchLogJob(path, log, 1);
  grow(`${path}-wal`, 65 * MB);
  job.start();
  await vi.waitUntil(() => lines.length === 1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 40, bytes: 65 * MB });
  expect(lines[0]).toContain("another program keeps reading the database");
  let isLarge = true;
  await vi.waitUntil(
    () => {
      isLarge = !isLarge;
      grow(`${path}-wal`, isLarge ? 66 * MB : MB);
      return lines.length === 2;
    },
    { interval: 10 },
  );
  await job.stop();
});

it("awareness doctor names a log that is too large", async () => {
  const path = join(makeTempDir(), "awareness.db");
  grow(path, 0);
  grow(`${path}-wal`, 65 * MB);
  expect(await inspectSqlite(path)).toContainEqual(
    expect.objectContaining({ check: "log", status: "warn", detail: "the -wal file has 68 MB" }),
  );
});
