import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEndOfFile } from "./end-of-file.ts";

/** An empty folder of its own, gone when the test file is done. */
export function makeTempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "awareness-test-"));
  atEndOfFile(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
