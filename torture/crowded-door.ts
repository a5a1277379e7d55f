import { join } from "node:path";
import { openConnection } from "../bench/harness/raw-client.ts";
import { startDriver } from "./driver.ts";
import type { CallerWork } from "./drivers/caller.ts";
import { startHttp } from "./http-server.ts";
import { modernCall, SIGNED, sendOnce, signToken } from "./requests.ts";
import { atLeast, none, same, shown } from "./rows.ts";
import type { Crowd } from "./stream-crowd.ts";
import type { Row } from "./verdict.ts";

/** Files and sockets that the system lets the server have open. */
const OPEN_FILES = 256;
const CALLERS = 600;

export interface CrowdedDoor {
  readonly root: string;
  readonly folder: string;
  readonly crowd: Crowd;
}

/** More connections than a server may have: those over the limit are refused, and whoever is in is served on. */
export async function crowdTheDoor({ root, folder, crowd }: CrowdedDoor): Promise<readonly Row[]> {
  const wrap = ["sh", "-c", `ulimit -n ${OPEN_FILES} && exec "$@"`, "sh"];
  const server = await startHttp({ dataDir: join(folder, "narrow"), root, env: SIGNED, wrap });
  const inside = await startDriver<CallerWork>("caller", folder);
  try {
    const { port } = server;
    const token = await signToken("inside");
    const note = { source: "inside", tags: [], description: "Written while the door is full" };
    const holds = '"structuredContent"';
    const requests = [modernCall(token, "get_stats"), modernCall(token, "remember", note)];
    await inside.ask("start", { port, lanes: requests.map((request) => ({ request, pauseMs: 20, holds })) });
    while ((await inside.ask("count", {})) < 10);
    // Somebody who is in, and asks only now for what the program has not opened yet: its search.
    const quiet = await openConnection(port);
    await quiet.send(Buffer.from(requests[0] ?? ""));
    const { open, others } = await crowd.open(
      port,
      Array.from({ length: CALLERS }, () => ""),
    );
    const search = modernCall(token, "search", { query: "door" });
    const seen = await inside.ask("count", {});
    while ((await inside.ask("count", {})) < seen + 20);
    const refusal = await sendOnce(port, search).then(
      () => "an answer",
      () => "refused",
    );
    const found = await quiet.send(Buffer.from(search));
    quiet.close();
    await crowd.close();
    const calls = await inside.ask("stop", {});
    const after = await untilServed(port, search);
    return [
      shown(`open files allowed ${OPEN_FILES}: connections taken`, open),
      atLeast("connections refused", CALLERS - open, CALLERS - OPEN_FILES),
      shown(
        "how",
        Object.entries(others)
          .map(([how, times]) => `${times} x ${how}`)
          .join(", "),
      ),
      same("one more then", refusal, "refused"),
      none("calls of who was in that failed", calls.failures),
      same("first search of who was in", `${found.status} ${found.body.includes(holds)}`, "200 true"),
      same("one more when they have gone", after, "an answer"),
      same("exit code of the full server", await server.kill("SIGTERM"), 0),
    ];
  } finally {
    await Promise.all([inside.close(), server.kill("SIGKILL")]);
  }
}

/** The server hears of those that have gone in its own time. */
async function untilServed(port: number, request: string): Promise<string> {
  const until = performance.now() + 5_000;
  let why = "";
  while (performance.now() < until) {
    try {
      await sendOnce(port, request);
      return "an answer";
    } catch (error) {
      why = String(error);
    }
  }
  return why;
}
