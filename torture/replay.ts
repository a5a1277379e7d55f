import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Json } from "./client.ts";
import { readAll } from "./read-back.ts";
import { openOutside, openOwn, type ReplayServer } from "./replay-server.ts";
import { TRANSPORTS } from "./station.ts";

const HELP = `node scripts/replay-conversations.mjs PATH [--url URL --token TOKEN]

Remembers every turn of the conversations in a JSON file, in order, and reads them all back page by page. The file:
{"<conversation>": {"turns": [{"id": "…", "session": "…", "date": "…", "speaker": "…", "text": "…"}]}}

Without --url it runs servers of its own on temporary databases, over HTTP and then over stdio, and kills each one twice
with SIGKILL in the middle of a write. Exit code 1 when a turn is missing, doubled, altered or out of order.
`;

const PAGE_SIZE = 100;

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** A turn as it is stored. */
interface StoredTurn {
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly logical_key: string;
}

export async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { url: { type: "string" }, token: { type: "string" }, help: { type: "boolean" } },
  });
  const [path] = positionals;
  if (
    values.help === true ||
    path === undefined ||
    (values.url === undefined) !== (values.token === undefined)
  ) {
    say(HELP);
    return values.help === true ? 0 : 2;
  }
  const run = `replay-${Date.now().toString(36)}`;
  const turns = toStored(JSON.parse(await readFile(path, "utf8")), run);
  const { url, token } = values;
  if (url !== undefined && token !== undefined) {
    return (await replay("given server", await openOutside(url, token), turns, run)) ? 0 : 1;
  }
  let clean = true;
  for (const transport of [...TRANSPORTS].reverse()) {
    clean = (await replay(transport, await openOwn(transport), turns, run)) && clean;
  }
  return clean ? 0 : 1;
}

function toStored(conversations: Json, run: string): readonly StoredTurn[] {
  return Object.entries<Json>(conversations).flatMap(([name, { turns }]) =>
    turns.map(({ id, session, speaker, text }: Record<string, string>) => ({
      source: session,
      tags: [speaker?.toLowerCase()],
      description: `${speaker}: ${text}`,
      logical_key: `${run}/${name}/${id}`,
    })),
  );
}

async function replay(
  name: string,
  server: ReplayServer,
  turns: readonly StoredTurn[],
  run: string,
): Promise<boolean> {
  try {
    const killAt = new Set([Math.floor(turns.length / 3), Math.floor((turns.length * 2) / 3)]);
    const waits: number[] = [];
    let resent = 0;
    const began = performance.now();
    for (const [index, turn] of turns.entries()) {
      const args = { ...turn, learned_from: run };
      const sent = performance.now();
      if (killAt.has(index)) resent += await rememberUnderKill(server, args);
      else await remember(server, args);
      waits.push(performance.now() - sent);
    }
    const written = performance.now();
    const found = await readAll(server.client, { learned_from: run }, PAGE_SIZE);
    const faults = compare(turns, [...found].reverse());
    say(`${name}: ${turns.length} turns remembered in ${seconds(written - began)}; ${describe(waits)}`);
    say(
      `${name}: ${server.kills} times killed with SIGKILL during a write and restarted, ${resent} turns sent again`,
    );
    say(`${name}: ${found.length} read back in ${seconds(performance.now() - written)}, ${PAGE_SIZE} a page`);
    say(
      `${name}: ${Object.entries(faults)
        .map(([fault, count]) => `${count} ${fault}`)
        .join(", ")}`,
    );
    return Object.values(faults).every((count) => count === 0);
  } finally {
    await server.close();
  }
}

async function remember(server: ReplayServer, args: object): Promise<void> {
  const { isError, json } = await server.client.call("remember", { ...args });
  if (isError) throw new Error(`remember failed: ${JSON.stringify(json.error)}`);
}

/** Answers how often the turn had to be sent again. */
async function rememberUnderKill(server: ReplayServer, args: object): Promise<number> {
  const first = remember(server, args).then(
    () => true,
    () => false,
  );
  await server.killAndRestart();
  if (await first) return 0;
  await remember(server, args);
  return 1;
}

function compare(turns: readonly StoredTurn[], found: readonly Json[]) {
  const times = new Map<string, number>();
  for (const { logical_key } of found) times.set(logical_key, (times.get(logical_key) ?? 0) + 1);
  const byKey = new Map<string, Json>(found.map((entry) => [entry.logical_key, entry]));
  const isAltered = (turn: StoredTurn) => {
    const entry = byKey.get(turn.logical_key);
    if (entry === undefined) return false;
    const { source, tags, data } = entry;
    return (
      JSON.stringify([source, tags, data.description]) !==
      JSON.stringify([turn.source, turn.tags, turn.description])
    );
  };
  return {
    missing: turns.filter(({ logical_key }) => !times.has(logical_key)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    altered: turns.filter(isAltered).length,
    "out of order": turns.filter(({ logical_key }, index) => found[index]?.logical_key !== logical_key)
      .length,
  };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function describe(waits: readonly number[]): string {
  const sorted = [...waits].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, slowest ${at(1)} ms (with the restarts)`;
}
