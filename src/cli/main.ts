import { findPackageRoot, readVersion } from "../app/package-root.ts";
import { readPlatform } from "./platform.ts";
import { run } from "./run.ts";

/** How long open handles, such as a stdin that nobody closes, may hold up the end of the process. */
const LINGER_MS = 100;

async function main(): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on("error", ignoreBrokenPipe);
  const packageRoot = findPackageRoot(import.meta.url);
  const version = readVersion(packageRoot);
  const context = { env, stdin, stdout, stderr, readPlatform, packageRoot, version };
  // Stays when the process ends with the command unfinished, waiting for something that never comes.
  process.exitCode = 1;
  process.exitCode = await run(argv.slice(2), context);
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

main().catch((error: unknown) => {
  process.stderr.write(`awareness: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
