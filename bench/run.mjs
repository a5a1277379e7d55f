// Measures the figures of the README and of docs/benchmarks.md.
//   npm run bench                          every figure, keeps the results in bench/measured, writes docs/benchmarks.md
//   npm run bench -- http-calls            one figure (or several), by the names of the files in bench/figures
//   npm run bench -- http-calls --report   the same, kept and on the page
//   npm run bench -- --report              writes the page from what is kept, measures nothing
//   npm run bench -- --quick               a smoke run of all of them, without judging
//   npm run bench -- --json                one JSON object on stdout in place of text
import { runBundled } from "./bundled.mjs";
import { runMain } from "./wrong-usage.mjs";

const PROCESSES = ["bare-server", "load-client", "open-loop"].map((name) => `bench/processes/${name}.ts`);
process.exitCode = await runMain(() => runBundled("bench/main.ts", process.argv.slice(2), PROCESSES));
