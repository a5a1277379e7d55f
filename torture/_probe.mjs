import { load } from "./load.mjs"; import { rm } from "node:fs/promises";
const { module, file } = await load("_probe.ts"); try { await module.main(process.argv.slice(2)); } finally { await rm(file,{force:true}); }
