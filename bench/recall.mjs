// npm run bench:recall -- PATH: how often a question finds its answer, beside plain BM25; see docs/search.md.
import { runBundled } from "./bundled.mjs";

process.exitCode = await runBundled("bench/recall/main.ts", process.argv.slice(2));
