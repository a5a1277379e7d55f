// npm run torture -- --minutes N --seed S: see docs/torture.md.
import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runMain } from "../bench/wrong-usage.mjs";
import { load } from "./load.mjs";

const prepare = fileURLToPath(new URL("../scripts/prepare.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [prepare], { stdio: "inherit" });
if (status !== 0) process.exit(1);
const { module, file } = await load("main.ts");
try {
  process.exitCode = await runMain(() => module.main(process.argv.slice(2)));
} finally {
  await rm(file, { force: true });
}
