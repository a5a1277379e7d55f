import path from "node:path";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE, makeDatabase, pagesOf } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { fillPostgres } from "../harness/load-postgres.ts";
import { startBenchServer, withBare } from "../harness/postgres.ts";
import { createWriter } from "../harness/search-corpus.ts";
import { indexSqlite, openPostgresEngine } from "../harness/search-index.ts";
import type { Workshop } from "../harness/workshop.ts";

const ENTRIES = 100_000;
const SAMPLE = 1_000;

/** Bytes of a database: empty, with entries, and with their search index. */
interface Sizes {
  readonly empty: number;
  readonly filled: number;
  readonly indexed: number;
}

export const bytesPerEntry: Figure = {
  name: "bytes-per-entry",
  title: "bytes of the database an entry, with the index for search by words",
  method:
    "100,000 entries of 45 words as for `search`, written past the store. What an empty database has is taken off. SQLite: the pages of the file; Postgres: pg_database_size after VACUUM.",
  async measure(workshop) {
    const entries = workshop.quick ? 2_000 : ENTRIES;
    const text = `the text itself has ${textBytes(entries).toFixed(0)}`;
    return [
      ...toRows("SQLite", await measureSqlite(workshop, entries), entries, text),
      ...toRows("Postgres", await measurePostgres(workshop, entries), entries, text),
    ];
  },
};

function toRows(
  engine: string,
  { empty, filled, indexed }: Sizes,
  entries: number,
  text: string,
): readonly Row[] {
  return [
    {
      label: `${engine}, all`,
      value: (indexed - empty) / entries,
      unit: "B",
      note: `${text}; ${entries.toLocaleString("en")} entries take ${(indexed / 1e6).toFixed(0)} MB`,
    },
    { label: `${engine}, of it the index for search`, value: (indexed - filled) / entries, unit: "B" },
  ];
}

async function measureSqlite({ root, makeDir, say }: Workshop, entries: number): Promise<Sizes> {
  const blank = path.join(makeDir(), DATABASE);
  await makeDatabase(root, blank);
  say(`bytes-per-entry: loading ${entries}`);
  const file = path.join(makeDir(), DATABASE);
  await makeFilledDatabase(root, file, entries, { adapt: createWriter(entries) });
  const filled = pagesOf(file);
  say("bytes-per-entry: indexing");
  await indexSqlite(file);
  return { empty: pagesOf(blank), filled, indexed: pagesOf(file) };
}

async function measurePostgres({ root, say }: Workshop, entries: number): Promise<Sizes> {
  const server = await startBenchServer(root);
  try {
    const { url, adminUrl } = await server.makeDatabase();
    const empty = await sizeOf(adminUrl);
    say(`bytes-per-entry: loading ${entries} into Postgres`);
    await fillPostgres(adminUrl, entries, createWriter(entries));
    const filled = await sizeOf(adminUrl);
    say("bytes-per-entry: indexing on Postgres");
    const engine = await openPostgresEngine(url);
    await engine.update({ all: true });
    await engine.close();
    return { empty, filled, indexed: await sizeOf(adminUrl) };
  } finally {
    await server.stop();
  }
}

async function sizeOf(url: string): Promise<number> {
  return await withBare(url, async (client) => {
    await client.query("VACUUM ANALYZE");
    const { rows } = await client.query<{ readonly bytes: string }>(
      "SELECT pg_database_size(current_database()) AS bytes",
    );
    return Number(rows[0]?.bytes);
  });
}

/** Bytes of description and content of an entry, the mean over some. */
function textBytes(entries: number): number {
  const corpus = createCorpus(entries);
  const write = createWriter(entries);
  let bytes = 0;
  for (let made = 0; made < SAMPLE; made += 1) {
    const { description, content } = write(corpus.note());
    bytes += Buffer.byteLength(description) + Buffer.byteLength(content);
  }
  return bytes / SAMPLE;
}
