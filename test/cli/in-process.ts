import { Readable, Writable } from "node:stream";
import type { CliContext } from "../../src/cli/context.ts";
import { run } from "../../src/cli/run.ts";
import { requireNoLeak } from "../../torture/leaks.ts";
import { ROOT } from "../helpers/program.ts";
import type { Result } from "./support.ts";

/** A stream that keeps what is written to it. */
export function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

/** Runs a command line in this process, for what does not need one of its own. */
export async function call(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: Readable = Readable.from([]),
): Promise<Result> {
  const [stdout, stderr] = [collector(), collector()];
  const dataDir = env.AWARENESS_DATA_DIR ?? "/nonexistent";
  const context: CliContext = {
    env,
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    readPlatform: () => ({ cwd: "/", home: "/nonexistent", userName: "tester", dataDir, readFile: () => "" }),
    packageRoot: ROOT,
    version: "0.0.0",
  };
  const code = await run(args, context);
  requireNoLeak(stderr.text());
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
