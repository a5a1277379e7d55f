import { findPackageRoot, readVersion } from "../app/package-root.ts";
import { readPlatform } from "./platform.ts";
import { run } from "./run.ts";

/** How long open handles, such as a stdin that nobody closes, may hold up the end of the process. */
const LINGER_MS = 100;

const ignoreBrokenPipe = (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
};
process.stdout.on("error", ignoreBrokenPipe);
process.stderr.on("error", ignoreBrokenPipe);

const packageRoot = findPackageRoot(import.meta.url);
const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  readPlatform,
  packageRoot,
  version: readVersion(packageRoot),
});
setTimeout(() => process.exit(), LINGER_MS).unref();
