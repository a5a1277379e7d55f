import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { DATABASE } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import {
  httpHeaders,
  INITIALIZED,
  initialize,
  LEGACY,
  modernHeaders,
  modernRequest,
  request,
} from "../harness/mcp-messages.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { mint, programEnvironment, programPath, SECRET } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const EMPTY = `import { createServer } from "node:http";
const server = createServer((request, response) => request.resume().on("end", () => response.end('{"result":{}}')));
server.listen(0, "127.0.0.1", () => console.error("Connector URL: http://127.0.0.1:" + server.address().port + "/mcp"));
`;
const CALL = { name: "get_briefing", arguments: {} };
const START_LIMIT_MS = 30_000;

/** What is asked of a server that has just said where it listens. */
type Talk = (url: string) => Promise<void>;

export const httpStart: Figure = {
  name: "http-start",
  title: "HTTP: from spawn to the first tool answer, against an empty `node:http` server",
  method:
    "bin/awareness.js serve --http on an existing database of 1,000 entries; as soon as it says where it listens get_briefing is called, after the handshake in a 2025 session; the empty server answers one JSON text to one request.",
  async measure(workshop) {
    const { quick, root } = workshop;
    const dataDir = workshop.makeDir();
    await makeFilledDatabase(root, path.join(dataDir, DATABASE), 1_000);
    const empty = path.join(workshop.makeDir(), "empty.mjs");
    writeFileSync(empty, EMPTY);
    const env = { ...programEnvironment(dataDir), AWARENESS_JWT_SECRET: SECRET };
    const serve = [programPath(root), "serve", "--http", "--port", "0"];
    const token = await mint();
    const variants = {
      empty: () => timeStart(workshop, [empty], env, (url) => talkModern(url, token)),
      modern: () => timeStart(workshop, serve, env, (url) => talkModern(url, token)),
      legacy: () => timeStart(workshop, serve, env, (url) => talkLegacy(url, token)),
    };
    await interleave(1, variants);
    const times = await interleave(quick ? 3 : 15, variants);
    return (["modern", "legacy"] as const).map((name) => ({
      label: name,
      ...ratioOf(times[name], times.empty),
      unit: "ratio",
      note: `${median(times[name]).toFixed(0)} against ${median(times.empty).toFixed(0)} ms`,
    }));
  },
};

/** Milliseconds. */
async function timeStart(
  workshop: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  talk: Talk,
): Promise<number> {
  const startedAt = performance.now();
  const child = workshop.adopt(
    spawn(process.execPath, args, { env: { ...env }, stdio: ["ignore", "ignore", "pipe"] }),
  );
  const ended = once(child, "close");
  const url = new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /^Connector URL:\s+(http:\S+)$/m.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    const fail = () => reject(new Error(`The server did not start:\n${said}`));
    child.once("close", fail);
    setTimeout(fail, START_LIMIT_MS).unref();
  });
  await talk(await url);
  const took = performance.now() - startedAt;
  child.kill("SIGKILL");
  await ended;
  return took;
}

async function talkModern(url: string, token: string): Promise<void> {
  await post(url, modernHeaders(token, CALL.name), modernRequest(1, "tools/call", CALL));
}

async function talkLegacy(url: string, token: string): Promise<void> {
  const session = await post(url, httpHeaders(token), initialize(1));
  const headers = httpHeaders(token, { "mcp-session-id": session ?? "", "mcp-protocol-version": LEGACY });
  await post(url, headers, INITIALIZED);
  await post(url, headers, request(2, "tools/call", CALL));
}

/** Sends one message and reads all of its answer; answers the session's id, where there is one. */
async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  message: unknown,
): Promise<string | null> {
  const answer = await fetch(url, { method: "POST", headers: { ...headers }, body: JSON.stringify(message) });
  const text = await answer.text();
  if (!answer.ok || text.includes('"error":')) throw new Error(`${answer.status}: ${text.slice(0, 200)}`);
  return answer.headers.get("mcp-session-id");
}
