import type { Client } from "pg";
import { createCorpus, type Note } from "./corpus.ts";
import { OWNER } from "./database.ts";
import { withBare } from "./postgres.ts";
import { type RawRow, toRawRow } from "./raw-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SPAN_MS = 365 * DAY_MS;
const OTHERS = 9;
const FOREIGN_SHARE = 0.1;
const BATCH = 5_000;

const INSERT = `
  INSERT INTO entries (owner_id, n, id, rev, type, source, created_at, changed_at, expires_at, version, change, written_by,
                       client, tool, content_hash, tags, data)
  SELECT owner, rev, id, rev, type, source, at, at, expires, 1, 'created', 'bench', 'bench', 'remember', hash, tags, data
    FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bytea[],
                $9::text[], $10::text[]) r (owner, rev, id, type, source, at, expires, hash, tags, data)`;

const INSERT_TAGS = `
  INSERT INTO entry_tags (owner_id, deleted, tag, rev)
  SELECT owner, false, tag, rev FROM unnest($1::text[], $2::text[], $3::bigint[]) r (owner, tag, rev)`;

const COUNT = `
  INSERT INTO owners (owner_id, rev, latest_at, skew_ms)
  SELECT owner_id, max(rev), max(changed_at), 0 FROM entries GROUP BY owner_id`;

const INDEXES = `
  SELECT indexdef AS sql, format('DROP INDEX %I', indexname) AS drop FROM pg_indexes i
   WHERE tablename = 'entries'
     AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname) AND indexname <> 'entries_id'`;

interface Numbered {
  readonly row: RawRow;
  readonly rev: number;
}

/** Fills a database like `makeFilledDatabase`: entries of a year, nine in ten of one owner; past the store, indexes last. */
export async function fillPostgres(
  adminUrl: string,
  entries: number,
  adapt: (note: Note) => Note = (note) => note,
): Promise<void> {
  await withBare(adminUrl, async (client) => {
    await client.query("SET synchronous_commit = off");
    const { rows: indexes } = await client.query<{ readonly sql: string; readonly drop: string }>(INDEXES);
    for (const { drop } of indexes) await client.query(drop);
    await insertAll(client, entries, adapt);
    for (const { sql } of indexes) await client.query(sql);
    await client.query(COUNT);
    await client.query("VACUUM ANALYZE");
  });
}

async function insertAll(client: Client, entries: number, adapt: (note: Note) => Note): Promise<void> {
  const corpus = createCorpus(entries);
  const now = Date.now();
  const revs = new Map<string, number>();
  let batch: Numbered[] = [];
  for (let made = 1; made <= entries; made += 1) {
    const owner = corpus.random() < FOREIGN_SHARE ? `other-${corpus.below(OTHERS)}` : OWNER;
    const at = Math.floor(now - SPAN_MS + (SPAN_MS * made) / entries);
    const rev = (revs.get(owner) ?? 0) + 1;
    revs.set(owner, rev);
    batch.push({ row: toRawRow(owner, adapt(corpus.note()), at), rev });
    if (batch.length < BATCH && made < entries) continue;
    await insertBatch(client, batch);
    batch = [];
  }
}

async function insertBatch(client: Client, batch: readonly Numbered[]): Promise<void> {
  const column = <Value>(pick: (row: RawRow) => Value) => batch.map(({ row }) => pick(row));
  const revs = batch.map(({ rev }) => rev);
  await client.query(INSERT, [
    column(({ owner }) => owner),
    revs,
    column(({ id }) => id),
    column(({ type }) => type),
    column(({ source }) => source),
    column(({ at }) => at),
    column(({ expiresAt }) => expiresAt),
    column(({ hash }) => hash),
    column(({ tagsJson }) => tagsJson),
    column(({ data }) => data),
  ]);
  const tags = batch.flatMap(({ row, rev }) =>
    [...new Set(row.tags)].map((tag) => [row.owner, tag, rev] as const),
  );
  await client.query(INSERT_TAGS, [
    tags.map(([owner]) => owner),
    tags.map(([, tag]) => tag),
    tags.map(([, , rev]) => rev),
  ]);
}
