// npm run torture -- --minutes N --seed S: see docs/torture.md.
import { rm } from "node:fs/promises";
import { runMain } from "../bench/wrong-usage.mjs";
import { load } from "./load.mjs";

const { module, file } = await load("main.ts");
try {
  process.exitCode = await runMain(() => module.main(process.argv.slice(2)));
} finally {
  await rm(file, { force: true });
}
