import { findPackageRoot, readVersion } from "../app/package-root.ts";
import type { CliContext } from "./context.ts";
import { readPlatform } from "./platform.ts";

/** How long open handles, such as a stdin that nobody closes, may hold up the end of the process. */
const LINGER_MS = 100;

async function main(): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on("error", onOutputError);
  const packageRoot = findPackageRoot(import.meta.url);
  const version = readVersion(packageRoot);
  const context = { env, stdin, stdout, stderr, readPlatform, packageRoot, version };
  // Stays when the process ends with the command unfinished, waiting for something that never comes.
  process.exitCode = 1;
  process.exitCode = await runArguments(argv.slice(2), context);
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** The one command line that clients start for every conversation does without the command-line parser. */
async function runArguments(args: readonly string[], context: CliContext): Promise<number> {
  if (args.length === 1 && args[0] === "serve") {
    const { runServe } = await import("./run-serve.ts");
    return runServe(context);
  }
  const { run } = await import("./run.ts");
  return run(args, context);
}

/** A reader that has gone, as in `awareness list | head`, is no failure; a full disk is one. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`awareness: the output cannot be written (${error.code ?? "unknown error"}).\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  process.stderr.write(`awareness: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
