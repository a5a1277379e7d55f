import { spawn } from "node:child_process";
import { atEndOfFile } from "../helpers/end-of-file.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { readResults, run, runnerCommand, type ScenarioResult } from "./official-runner.ts";

export interface AuthorizationTarget {
  /** The issuer. */
  readonly url: string;
  readonly clientId: string;
  readonly resource?: string;
  /** Of the runner's own callback. */
  readonly port: number;
  readonly version: string;
}

export interface AuthorizationRun {
  readonly code: number | string;
  readonly output: string;
  readonly results: ReadonlyMap<string, ScenarioResult>;
}

/** Names of the scenarios for authorization servers, as the runner lists them. */
export async function listAuthorizationScenarios(): Promise<readonly string[]> {
  const { output } = await run(["list", "--authorization"]);
  const section = output.split("Authorization server scenarios")[1] ?? "";
  return [...section.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name ?? "");
}

/** Runs them all. `person` goes where the runner says that somebody should go with a browser. */
export async function runAuthorization(
  target: AuthorizationTarget,
  person: (url: string) => Promise<void>,
): Promise<AuthorizationRun> {
  const dir = makeTempDir();
  const { url, clientId, resource, port, version } = target;
  const { command, args } = runnerCommand([
    ...["authorization", "--url", url, "--client-id", clientId, "--port", String(port)],
    ...["--spec-version", version, "-o", dir],
    ...(resource === undefined ? [] : ["--resource", resource]),
  ]);
  const child = spawn(command, [...args], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  atEndOfFile(() => child.kill("SIGKILL"));
  let output = "";
  let gone: Promise<void> | undefined;
  const read = (text: string) => {
    output += text;
    const link = /^https?:\/\/\S+\/authorize\?\S+$/m.exec(output)?.[0];
    // It says so only when its own callback is there and it waits.
    if (link !== undefined && output.includes("Waiting up to")) gone ??= person(link);
    gone?.catch(() => child.kill("SIGKILL"));
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => resolve(exit ?? signal ?? ""));
  });
  await gone;
  return { code, output, results: readResults(dir, "authorization-server") };
}
