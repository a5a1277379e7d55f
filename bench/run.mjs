// Measures the figures of the README.
//   npm run bench                    every figure, a few minutes
//   npm run bench -- --quick         a smoke run of all of them, without judging
//   npm run bench -- http-calls      one figure (or several), by the names of the files in bench/figures
//   npm run bench -- --json          the same as one JSON object on stdout
import { runBundled } from "./bundled.mjs";

const PROCESSES = ["bench/processes/bare-server.ts", "bench/processes/load-client.ts"];
process.exitCode = await runBundled("bench/main.ts", process.argv.slice(2), PROCESSES);
