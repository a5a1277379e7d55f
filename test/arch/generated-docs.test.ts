import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("the generated documents are current", async () => {
  const root = join(import.meta.dirname, "../..");
  const check = promisify(execFile)(process.execPath, ["scripts/docs.mjs", "--check"], { cwd: root });
  await expect(check).resolves.toMatchObject({ stderr: "" });
});
