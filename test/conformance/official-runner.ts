import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../helpers/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const SHIM = join(ROOT, "test/conformance/glob-sync-shim.mjs");
const RUNNER = join(ROOT, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
const LIMIT_MS = 180_000;

/** Requirement sets of the protocol revisions that the server claims. */
export const REVISIONS = ["2025-11-25", "2026-07-28"] as const;
export type Revision = (typeof REVISIONS)[number];

interface Check {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

/** What became of one scenario. */
export interface ScenarioResult {
  readonly checks: number;
  /** Checks that did not succeed, were not skipped and are not mere information: id and reason. */
  readonly unmet: readonly string[];
}

/** Command and arguments of the runner, on any Node that we support. */
export function runnerCommand(args: readonly string[]): {
  readonly command: string;
  readonly args: readonly string[];
} {
  return { command: process.execPath, args: ["--import", SHIM, RUNNER, ...args] };
}

export function run(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const { command, args: all } = runnerCommand(args);
  return new Promise((resolve) => {
    execFile(
      command,
      all,
      { timeout: LIMIT_MS, maxBuffer: 1 << 26, env: { PATH: process.env.PATH } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
    );
  });
}

/** Names of the server scenarios that a revision requires, as the runner lists them. */
export async function listRequired(revision: Revision): Promise<readonly string[]> {
  const { output } = await run(["list", "--server", "--requirements", revision]);
  const section =
    output.split("Server scenarios (test against a server):")[1]?.split("Client scenarios")[0] ?? "";
  return [...section.matchAll(/^ {2}- (\S+)$/gm)].map(([, name]) => name ?? "");
}

/** All scenarios of a revision, run by one process. */
export interface RequirementsRun {
  /** 0 when everything that the revision requires has passed. */
  readonly code: number;
  readonly output: string;
  /** By the name of the scenario. */
  readonly results: ReadonlyMap<string, ScenarioResult>;
}

/** Runs everything a revision requires against a server. */
export async function runRequirements(url: string, revision: Revision): Promise<RequirementsRun> {
  const dir = makeTempDir();
  const { code, output } = await run(["server", "--url", url, "--requirements", revision, "-o", dir]);
  return { code, output, results: readResults(dir, "server") };
}

/** What a run has put into a folder, by scenario. @param kind what was tested */
export function readResults(
  dir: string,
  kind: "server" | "authorization-server",
): ReadonlyMap<string, ScenarioResult> {
  const folder = new RegExp(`(?:^|/)${kind}-(.+?)-\\d{4}-\\d{2}-\\d{2}T[^/]*/checks\\.json$`);
  const results = new Map<string, ScenarioResult>();
  for (const file of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    const found = folder.exec(file);
    if (found?.[1] === undefined) continue;
    const checks = JSON.parse(readFileSync(join(dir, file), "utf8")) as readonly Check[];
    results.set(found[1], {
      checks: checks.length,
      unmet: checks
        .filter(({ status }) => !["SUCCESS", "SKIPPED", "INFO"].includes(status))
        .map(({ id, status, errorMessage }) => `${status} ${id}: ${errorMessage ?? ""}`),
    });
  }
  return results;
}
