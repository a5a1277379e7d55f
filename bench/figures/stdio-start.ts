import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { DATABASE } from "../harness/database.ts";
import type { Bound, Figure } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { INITIALIZED, initialize, type Json, modernRequest, request } from "../harness/mcp-messages.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { programEnvironment, programPath } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const BOUND: Bound = { better: "less", floor: 2.2, aim: 1.8 };
const ECHO =
  'process.stdin.once("data", () => process.stdout.write(\'{"jsonrpc":"2.0","id":1,"result":{}}\\n\'));\n';

/** Messages in order; each with an id is answered before the next is sent. */
type Dialogue = readonly Json[];

const CALL = { name: "get_briefing", arguments: {} };
const MODERN: Dialogue = [modernRequest(1, "server/discover"), modernRequest(2, "tools/call", CALL)];
const LEGACY: Dialogue = [initialize(1), INITIALIZED, request(2, "tools/call", CALL)];

export const stdioStart: Figure = {
  name: "stdio-start",
  title: "stdio: from spawn to the first tool answer, against an empty Node script",
  method:
    "bin/awareness.js serve on an existing database of 1,000 entries, handshake and then get_briefing; the empty script answers one JSON line to one line.",
  async measure(workshop) {
    const { quick, root } = workshop;
    const dataDir = workshop.makeDir();
    await makeFilledDatabase(root, path.join(dataDir, DATABASE), 1_000);
    const echo = path.join(workshop.makeDir(), "echo.mjs");
    writeFileSync(echo, ECHO);
    const env = programEnvironment(dataDir);
    const serve = [programPath(root), "serve"];
    const variants = {
      empty: () => timeStart(workshop, [echo], env, [request(1, "echo", {})]),
      modern: () => timeStart(workshop, serve, env, MODERN),
      legacy: () => timeStart(workshop, serve, env, LEGACY),
    };
    await interleave(1, variants);
    const times = await interleave(quick ? 3 : 15, variants);
    return (["modern", "legacy"] as const).map((name) => ({
      label: name,
      ...ratioOf(times[name], times.empty),
      unit: "ratio",
      bound: BOUND,
      note: `${median(times[name]).toFixed(0)} against ${median(times.empty).toFixed(0)} ms`,
    }));
  },
};

/** Milliseconds. */
async function timeStart(
  workshop: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  dialogue: Dialogue,
): Promise<number> {
  const startedAt = performance.now();
  const child = workshop.adopt(spawn(process.execPath, args, { env: { ...env }, stdio: "pipe" }));
  const ended = once(child, "close");
  child.stdin.on("error", () => {});
  child.stderr.resume();
  const took = await converse(child, dialogue).then(() => performance.now() - startedAt);
  child.stdin.end();
  await ended;
  return took;
}

function converse(child: ChildProcessWithoutNullStreams, dialogue: Dialogue): Promise<void> {
  const left = [...dialogue];
  let received = "";
  return new Promise((resolve, reject) => {
    const send = () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        child.stdin.write(`${JSON.stringify(next)}\n`);
        if ("id" in next) return;
      }
    };
    child.once("close", () => reject(new Error(`The process ended after: ${received}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      received += text;
      if (!received.endsWith("\n")) return;
      const answer = JSON.parse(received) as { readonly result?: { readonly isError?: boolean } };
      if (answer.result === undefined || answer.result.isError === true) reject(new Error(received));
      received = "";
      if (left.length === 0) resolve();
      else send();
    });
    send();
  });
}
