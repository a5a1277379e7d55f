import { execFile } from "node:child_process";
import { promisify } from "node:util";

const ROOT = new URL("../../", import.meta.url);

/** Makes `dist/` current once before the first test, so that tests of the real process never see an old build. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ["scripts/prepare.mjs"], { cwd: ROOT });
}
