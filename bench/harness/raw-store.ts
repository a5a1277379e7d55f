import type { Database } from "better-sqlite3";
import type { Client } from "pg";
import { newId } from "../../src/domain/ids.ts";
import { INSERT_STAMPED, insertValues } from "../../src/store/postgres/entry-writer.ts";
import { valuesOf } from "../../src/store/postgres/sql.ts";
import { contentHash } from "../../src/store/shared/content-hash.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../../src/store/shared/entry-row.ts";
import type { Note } from "./corpus.ts";
import { callerOf, OWNER } from "./database.ts";
import { createRawWriter, toRawRow } from "./raw-rows.ts";

/** What a store does with entries, by plain statements, prepared beforehand, with no checks and no types. */
export interface RawStore {
  insert(note: Note): unknown;
  find(id: string): unknown;
  newest(): unknown;
  tagged(tag: string): unknown;
  /** Gives the entry another description; the version before goes to the history. */
  update(id: string, description: string): unknown;
  trash(id: string): unknown;
}

const LIVE = IS_LIVE.replaceAll(":now", "?");

const FIND = `SELECT ${ENTRY_COLUMNS} FROM entries e WHERE e.owner_id = ? AND e.id = ? AND ${LIVE}`;
const NEWEST = `SELECT ${ENTRY_COLUMNS} FROM entries e WHERE e.owner_id = ? AND ${LIVE} ORDER BY e.rev DESC LIMIT 20`;
const TAGGED = `
  SELECT ${ENTRY_COLUMNS} FROM entry_tags t CROSS JOIN entries e
   WHERE e.owner_id = t.owner_id AND e.rev = t.rev AND t.owner_id = ? AND t.deleted = FALSE AND t.tag = ? AND ${LIVE}
   ORDER BY t.rev DESC LIMIT 20`;
const KEEP_VERSION = `
  INSERT INTO entry_versions (owner_id, entry_id, version, type, source, logical_key, language, expires_at, deleted_at,
                              at, change, written_by, client, client_id, token_id, tool, content_hash, tags, data)
  SELECT owner_id, id, version, type, source, logical_key, language, expires_at, deleted_at,
         changed_at, change, written_by, client, client_id, token_id, tool, content_hash, tags, data
    FROM entries WHERE owner_id = ? AND n = ?`;
const DROP_TAG = "DELETE FROM entry_tags WHERE owner_id = ? AND deleted = FALSE AND tag = ? AND rev = ?";
const ADD_TAG = "INSERT INTO entry_tags (owner_id, deleted, tag, rev) VALUES (?, ?, ?, ?)";
const UPDATE = `
  UPDATE entries SET rev = ?, updated_at = ?, changed_at = ?, version = version + 1, change = 'updated', content_hash = ?, data = ?
   WHERE owner_id = ? AND n = ?`;
const TRASH = `
  UPDATE entries SET rev = ?, changed_at = ?, deleted_at = ?, version = version + 1, change = 'deleted'
   WHERE owner_id = ? AND n = ?`;

type Row = readonly unknown[];

interface Found {
  readonly n: number;
  readonly rev: number;
  readonly tags: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly row: Row;
}

/** What a caller of a store is given in place of a row's two pieces of JSON. */
function read(row: Row): Found {
  const [n, , rev] = row as readonly [number, string, number];
  return { n, rev, tags: JSON.parse(String(row[19])), data: JSON.parse(String(row[20])), row };
}

function changed(
  { row, data }: Found,
  description: string,
): { readonly hash: Buffer; readonly json: string } {
  const [, , , type, source, logical_key, language] = row as readonly string[];
  const json = JSON.stringify({ ...data, description });
  const content = { type, source, logical_key, language, expires_at: row[10], tags: row[19], data: json };
  return { hash: contentHash(content as Parameters<typeof contentHash>[0]), json };
}

export function createRawSqlite(db: Database): RawStore {
  const writer = createRawWriter(db);
  const [begin, commit] = [db.prepare("BEGIN IMMEDIATE"), db.prepare("COMMIT")];
  const [find, newest, tagged] = [FIND, NEWEST, TAGGED].map((sql) => db.prepare<unknown[], Row>(sql).raw());
  const [keep, dropTag, addTag] = [KEEP_VERSION, DROP_TAG, ADD_TAG].map((sql) => db.prepare(sql));
  const [update, trash] = [UPDATE, TRASH].map((sql) => db.prepare(sql));
  let last = db.prepare<[], number>("SELECT rev FROM rev_counter").pluck().get() ?? 0;

  function change(id: string, deleted: 0 | 1, apply: (found: Found, rev: number, now: number) => void): void {
    begin.run();
    const row = find?.get(OWNER, id, Date.now());
    if (row === undefined) throw new Error(`There is no entry ${id}`);
    const found = read(row);
    const now = Date.now();
    last += 1;
    keep?.run(OWNER, found.n);
    for (const tag of found.tags) dropTag?.run(OWNER, tag, found.rev);
    apply(found, last, now);
    for (const tag of found.tags) addTag?.run(OWNER, deleted, tag, last);
    writer.count(last, now);
    commit.run();
  }

  return {
    insert(note) {
      const row = toRawRow(OWNER, note, Date.now());
      last += 1;
      begin.run();
      writer.insert(row, last);
      writer.count(last, row.at);
      commit.run();
    },
    find: (id) => read(find?.get(OWNER, id, Date.now()) ?? []),
    newest: () => newest?.all(OWNER, Date.now()).map(read),
    tagged: (tag) => tagged?.all(OWNER, tag, Date.now()).map(read),
    update: (id, description) =>
      change(id, 0, (found, rev, now) => {
        const { hash, json } = changed(found, description);
        update?.run(rev, now, now, hash, json, OWNER, found.n);
      }),
    trash: (id) => change(id, 1, ({ n }, rev, now) => trash?.run(rev, now, now, OWNER, n)),
  };
}

/** On one connection, of a role that row-level security does not bind; each statement is waited for. */
export function createRawPostgres(client: Client): RawStore {
  const prepared = (name: string, sql: string) => {
    let count = 0;
    const text = sql.replace(/\?/g, () => `$${++count}`);
    return async (...values: readonly unknown[]): Promise<readonly Row[]> =>
      (await client.query({ name, text, rowMode: "array", values: [...values] })).rows as Row[];
  };
  const [find, newest, tagged] = [
    prepared("find", FIND),
    prepared("newest", NEWEST),
    prepared("tagged", TAGGED),
  ];
  const [keep, dropTag, addTag] = [
    prepared("keep", KEEP_VERSION),
    prepared("drop", DROP_TAG),
    prepared("add", ADD_TAG),
  ];
  const [update, trash] = [prepared("update", UPDATE), prepared("trash", TRASH)];
  const stamp = prepared(
    "stamp",
    "UPDATE owners SET rev = rev + 1, latest_at = greatest(latest_at, ?::bigint) WHERE owner_id = ? RETURNING rev",
  );

  async function change(
    id: string,
    deleted: boolean,
    apply: (found: Found, rev: number, now: number) => Promise<unknown>,
  ): Promise<void> {
    await client.query("BEGIN");
    const now = Date.now();
    const [[rev = 0] = []] = (await stamp(now, OWNER)) as readonly (readonly number[])[];
    const [row] = await find(OWNER, id, now);
    if (row === undefined) throw new Error(`There is no entry ${id}`);
    const found = read(row);
    await keep(OWNER, found.n);
    for (const tag of found.tags) await dropTag(OWNER, tag, found.rev);
    await apply(found, rev, now);
    for (const tag of found.tags) await addTag(OWNER, deleted, tag, rev);
    await client.query("COMMIT");
  }

  return {
    async insert({ type, source, tags, description, content }) {
      const data = { description, learned_from: "conversation", content, content_type: "text/plain" };
      const entry = { id: newId(), type, source, tags, data };
      const statement = INSERT_STAMPED();
      const values = valuesOf(statement, insertValues(OWNER, entry, callerOf("remember").author, Date.now()));
      await client.query({ name: "insert", text: statement.text, values });
    },
    find: async (id) => (await find(OWNER, id, Date.now())).map(read),
    newest: async () => (await newest(OWNER, Date.now())).map(read),
    tagged: async (tag) => (await tagged(OWNER, tag, Date.now())).map(read),
    update: (id, description) =>
      change(id, false, (found, rev, now) => {
        const { hash, json } = changed(found, description);
        return update(rev, now, now, hash, json, OWNER, found.n);
      }),
    trash: (id) => change(id, true, ({ n }, rev, now) => trash(rev, now, now, OWNER, n)),
  };
}
