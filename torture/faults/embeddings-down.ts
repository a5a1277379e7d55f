import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, addAccounts, takeAccount } from "../account.ts";
import type { MemoryClient } from "../client.ts";
import { type BlackHole, startBlackHole } from "../embeddings/black-hole.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { ENGINES, type Engine, withDatabase } from "../nodes.ts";
import { type Launch, mintToken } from "../program.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, inTime, none, shown, zero } from "../rows.ts";
import { keep, openStation } from "../station.ts";
import type { Row } from "../verdict.ts";

const LEAST_KILLS = 2;
const LANES = 4;
/** How long each server lives. */
const ROUND_MS = 1_500;
/** A search waits a second for the provider; the rest is for a busy machine. */
const MOST_WAIT_MS = 10_000;
/** Longer than any lease of a killed server, and than the rest after a time-out. */
const LATER_MS = 30 * 60_000;
const FILL_LIMIT_MS = 60_000;

/** Runs in the last server first: half an hour has passed, so that nobody need wait for it. */
const LATER = `data:text/javascript,${encodeURIComponent(
  `const now = Date.now; Date.now = () => now() + ${LATER_MS};`,
)}`;

export const embeddingsDown: Fault = {
  id: "F29",
  name: "embeddings-down",
  title:
    "the embedding provider swallows every request while servers are killed: notes are kept and words found, vectors come afterwards for all",
  leastMs: 20_000,
  weight: 1,
  async run(place) {
    const endAt = performance.now() + place.budgetMs;
    const rows: Row[] = [];
    const accounts: Account[] = [];
    for (const [turn, engine] of ENGINES.entries()) {
      const left = (endAt - performance.now()) / (ENGINES.length - turn);
      const hole = await startBlackHole();
      try {
        const env = {
          AWARENESS_EMBEDDING_PROVIDER: "ollama",
          AWARENESS_EMBEDDING_URL: hole.url,
          AWARENESS_EMBEDDING_MODEL: "m",
        };
        const report = await withDatabase(engine, place.root, (settings) => {
          const dataDir = join(place.folder, engine);
          return runDown(
            place,
            engine,
            { root: place.root, dataDir, env: { ...env, ...settings } },
            hole,
            left,
          );
        });
        accounts.push(report.account);
        rows.push(...report.rows);
      } finally {
        await hole.close();
      }
    }
    return { account: accounts.reduce(addAccounts), rows };
  },
};

async function runDown(
  { folder, random }: FaultPlace,
  engine: Engine,
  launch: Launch,
  hole: BlackHole,
  forMs: number,
): Promise<{ readonly account: Account; readonly rows: readonly Row[] }> {
  const token = await mintToken(launch);
  const ledger = createLedger(join(folder, `${engine}.log`), random.fork());
  const watch = { slowestWriteMs: 0, slowestSearchMs: 0, searches: 0, problems: [] as string[] };
  const began = performance.now();
  let kills = 0;
  for (; kills < LEAST_KILLS || performance.now() - began < forMs; kills += 1) {
    const station = await openStation("http", launch, token);
    const life = { over: false };
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      writeAndSearch(station.client, `${kills}.${lane}`, ledger, watch, life),
    );
    await sleep(ROUND_MS + random.int(0, ROUND_MS));
    life.over = true;
    await station.kill();
    await Promise.all(lanes);
  }
  const swallowed = hole.swallowed;
  hole.recover();
  const last = await openStation("http", { ...launch, nodeArgs: ["--import", LATER] }, token);
  try {
    const fillMs = await untilFilled(hole);
    const { json } = await last.client.call("backfill_embeddings", { limit: 500 });
    const account = takeAccount(ledger, await readNotes(last.client));
    const rows = [
      atLeast(`${engine}: servers killed`, kills, LEAST_KILLS),
      atLeast(`${engine}: requests that the provider swallowed`, swallowed, 1),
      atLeast(`${engine}: word searches meanwhile`, watch.searches, 1),
      none(`${engine}: words not found, calls refused`, watch.problems),
      inTime(`${engine}: slowest write, ms`, watch.slowestWriteMs, MOST_WAIT_MS),
      inTime(`${engine}: slowest search, ms`, watch.slowestSearchMs, MOST_WAIT_MS),
      atLeast(`${engine}: vectors made afterwards in the background`, hole.embedded, account.present),
      shown(`${engine}: time for that, ms`, fillMs),
      zero(
        `${engine}: entries that the background has forgotten`,
        json.new_embeddings + json.refreshed_embeddings,
      ),
      zero(`${engine}: entries without a vector`, json.remaining + json.failed),
    ];
    return { account, rows };
  } finally {
    await last.kill();
  }
}

interface Watch {
  slowestWriteMs: number;
  slowestSearchMs: number;
  searches: number;
  readonly problems: string[];
}

/** Writes notes and looks for a word of each, until the server is gone. */
async function writeAndSearch(
  client: MemoryClient,
  writer: string,
  ledger: Ledger,
  watch: Watch,
  life: { readonly over: boolean },
): Promise<void> {
  for (let turn = 1; !life.over; turn += 1) {
    const note = ledger.next(writer);
    const word = `word${writer.replace(".", "x")}y${turn}`;
    ledger.sent(note);
    try {
      const began = performance.now();
      const { isError, json } = await client.call("remember", toRemember(note));
      if (isError) ledger.refused(note, JSON.stringify(json));
      else ledger.acked(note);
      if (isError) watch.problems.push(JSON.stringify(json.error));
      watch.slowestWriteMs = Math.max(watch.slowestWriteMs, performance.now() - began);
    } catch {
      ledger.unanswered(note);
      return;
    }
    // A call cut by the kill says nothing about the search.
    await keep(client, word)
      .then(() => search(client, word, watch))
      .catch(() => {});
  }
}

async function search(client: MemoryClient, word: string, watch: Watch): Promise<void> {
  const began = performance.now();
  const { json } = await client.call("search", { query: word, limit: 3 });
  watch.slowestSearchMs = Math.max(watch.slowestSearchMs, performance.now() - began);
  watch.searches += 1;
  if (!JSON.stringify(json.results ?? []).includes(word))
    watch.problems.push(`${word}: ${JSON.stringify(json).slice(0, 200)}`);
}

/** Waits until the provider is asked for nothing more; answers how long it was asked, ms. */
async function untilFilled(hole: BlackHole): Promise<number> {
  const began = performance.now();
  let seen = -1;
  let since = began;
  while (performance.now() - since < 4_000 || (seen < 1 && performance.now() - began < FILL_LIMIT_MS)) {
    if (hole.embedded !== seen) since = performance.now();
    seen = hole.embedded;
    await sleep(100);
  }
  return since - began;
}
