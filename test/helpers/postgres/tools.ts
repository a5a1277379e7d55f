import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";

/** The programs of one Postgres installation, and who runs them. */
export interface Tools {
  readonly binDir: string;
  readonly account: Account | undefined;
}

/** @throws Error when there is no Postgres, or nobody who may run it. */
export function findTools(binDir = findBinaries()): Tools {
  return { binDir, account: serverAccount() };
}

/** Neither the user's PG… variables nor the machine's language and time zone change what tests see. */
export const TOOL_ENVIRONMENT = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };

/** Runs a program as the user of the server; `program` without a slash is one of Postgres. Answers its stdout. @throws Error with its stderr. */
export async function runTool(tools: Tools, program: string, args: readonly string[]): Promise<string> {
  const path = program.includes("/") ? program : join(tools.binDir, program);
  const options = { ...tools.account, cwd: tmpdir(), env: TOOL_ENVIRONMENT };
  const { stdout } = await promisify(execFile)(path, args, options);
  return stdout;
}
