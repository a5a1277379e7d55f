// node scripts/replay-conversations.mjs PATH [--url URL --token TOKEN]: see docs/durability.md.
import { rm } from "node:fs/promises";
import { load } from "../torture/load.mjs";

const { module, file } = await load("replay.ts");
try {
  process.exitCode = await module.main(process.argv.slice(2));
} finally {
  await rm(file, { force: true });
}
