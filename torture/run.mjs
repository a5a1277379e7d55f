// npm run torture -- --minutes N --seed S: see docs/torture.md.
import { rm } from "node:fs/promises";
import { load } from "./load.mjs";

const { module, file } = await load("main.ts");
try {
  process.exitCode = await module.main(process.argv.slice(2));
} finally {
  await rm(file, { force: true });
}
