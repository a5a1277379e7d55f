import path from "node:path";
import { systemClock } from "../../src/domain/clock.ts";
import type { SearchEngine } from "../../src/domain/search/engine.ts";
import type { Services } from "../../src/domain/services.ts";
import type { Store } from "../../src/domain/store.ts";
import { createMcpRuntime } from "../../src/mcp/runtime.ts";
import { createCorpus } from "./corpus.ts";
import { DATABASE, OWNER, openServices, QUIET, readIds } from "./database.ts";
import { makeFilledDatabase } from "./load-entries.ts";
import { fillPostgres } from "./load-postgres.ts";
import { type BenchServer, openPostgres, withBare } from "./postgres.ts";
import { createWriter } from "./search-corpus.ts";
import type { Workshop } from "./workshop.ts";

const IDS = 20_000;

/** A store with so many entries of 45 words, nine in ten of one owner, open in this process. */
export interface FilledStore {
  readonly services: Services;
  /** Ids of the owner's entries, each once, in random order. */
  readonly ids: readonly string[];
  /** Search, with all entries in its index; `undefined` when none was asked for. */
  readonly search: SearchEngine | undefined;
  close(): Promise<void>;
}

/** Where a filled database lies. */
export interface Filled {
  /** Path of the file, or the URL for the role that row-level security binds. */
  readonly at: string;
  readonly ids: readonly string[];
}

export async function fillSqliteDatabase({ root, makeDir }: Workshop, entries: number): Promise<Filled> {
  const at = path.join(makeDir(), DATABASE);
  await makeFilledDatabase(root, at, entries, { adapt: createWriter(entries) });
  return { at, ids: [...new Set(readIds(at, IDS))] };
}

export interface FilledPostgres extends Filled {
  /** For a superuser. */
  readonly adminUrl: string;
}

export async function fillPostgresDatabase(server: BenchServer, entries: number): Promise<FilledPostgres> {
  const { url, adminUrl } = await server.makeDatabase();
  await fillPostgres(adminUrl, entries, createWriter(entries));
  const corpus = createCorpus(3);
  const numbers = Array.from({ length: IDS }, () => 1 + corpus.below(entries));
  const { rows } = await withBare(adminUrl, (client) =>
    client.query<{ readonly id: string }>(
      "SELECT id FROM entries WHERE owner_id = $1 AND n = ANY ($2::bigint[]) ORDER BY content_hash",
      [OWNER, numbers],
    ),
  );
  return { at: url, adminUrl, ids: rows.map(({ id }) => id) };
}

/** Puts all entries of its database into the index of a search, and answers it. */
export async function indexAll(engine: SearchEngine): Promise<SearchEngine> {
  await engine.update({ all: true });
  return engine;
}

export async function openSqliteStore(
  { root }: Workshop,
  filled: Filled,
  search: SearchEngine | undefined,
): Promise<FilledStore> {
  const { services, close } = await openServices(root, filled.at);
  return assemble(filled, services, search, close);
}

export async function openPostgresStore(
  { root }: Workshop,
  filled: Filled,
  search: SearchEngine | undefined,
): Promise<FilledStore> {
  const store: Store = await openPostgres(root, filled.at);
  const runtime = createMcpRuntime({ store, clock: systemClock, log: QUIET, version: "bench", toolsets: [] });
  return assemble(filled, runtime.services, search, async () => {
    await runtime.close();
    await store.close();
  });
}

function assemble(
  { ids }: Filled,
  services: Services,
  search: SearchEngine | undefined,
  close: () => Promise<void>,
): FilledStore {
  return {
    services,
    ids,
    search,
    async close() {
      await search?.close();
      await close();
    },
  };
}
