import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { httpHeaders, type Json, modernRequest } from "../harness/mcp-messages.ts";
import { residentMegabytes } from "../harness/resident.ts";
import { summarize } from "../harness/rounds.ts";
import { createWriter, QUERY_KINDS } from "../harness/search-corpus.ts";
import { indexSqlite } from "../harness/search-index.ts";
import { copyData, mint, type RunningServer, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const STARTS = 3;
const SEARCHES = 200;
const SETTLED_MS = 3_000;

export const searchMemory: Figure = {
  name: "search-memory",
  title: "resident memory that search adds to `awareness serve --http`",
  method:
    "A server on 100,000 entries, before its first search and after 200 of five kinds, each time after 100 lists; three servers.",
  async measure(workshop) {
    const template = workshop.makeDir();
    await fill(workshop, path.join(template, DATABASE));
    const token = await mint();
    const added: number[] = [];
    for (let start = 0; start < (workshop.quick ? 1 : STARTS); start += 1) {
      const server = await startServer(workshop, { dataDir: copyData(workshop, template) });
      added.push(await addedBySearch(workshop, server, token));
    }
    return [
      {
        label: "HTTP server",
        ...summarize(added),
        unit: "MB",
        bound: { better: "less", floor: 90, aim: 40 },
      },
    ];
  },
};

async function fill({ root, quick }: Workshop, file: string): Promise<void> {
  const entries = quick ? 1_000 : 100_000;
  await makeFilledDatabase(root, file, entries, { adapt: createWriter(entries) });
  await indexSqlite(file);
}

async function addedBySearch({ quick }: Workshop, server: RunningServer, token: string): Promise<number> {
  const [searches, settledMs] = quick ? [20, 200] : [SEARCHES, SETTLED_MS];
  const corpus = createCorpus(5);
  const list = () => call(server, token, "get_knowledge", { limit: 20 });
  for (let count = 0; count < 100; count += 1) await list();
  await sleep(settledMs);
  const before = residentMegabytes(server.pid);
  for (let index = 0; index < searches; index += 1) {
    const kind = QUERY_KINDS[index % QUERY_KINDS.length] as (typeof QUERY_KINDS)[number];
    await call(server, token, "search", { query: kind.make(corpus) });
  }
  for (let count = 0; count < 100; count += 1) await list();
  await sleep(settledMs);
  return residentMegabytes(server.pid) - before;
}

async function call({ port }: RunningServer, token: string, name: string, args: Json): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: "POST",
    headers: httpHeaders(token, {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    }),
    body: JSON.stringify(modernRequest(1, "tools/call", { name, arguments: args })),
  });
  const body = await response.text();
  if (response.status !== 200 || body.includes('"isError":true'))
    throw new Error(`${name} failed: ${body.slice(0, 200)}`);
}
