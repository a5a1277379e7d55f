import type { Database } from "better-sqlite3";
import type { ClientStore } from "../../domain/oauth/client-store.ts";
import {
  CLIENT_COLUMNS,
  type ClientRow,
  clientTakenError,
  toClient,
  toClientValues,
} from "../shared/client-row.ts";
import { violatesPrimaryKey } from "./errors.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const COUNT_UNUSED = /* sql */ `
  SELECT count(*)
    FROM (SELECT 1 FROM oauth_clients INDEXED BY oauth_clients_unused
           WHERE used_at IS NULL AND origin = 'registered' LIMIT :most)`;

const INSERT = /* sql */ `
  INSERT INTO oauth_clients (${CLIENT_COLUMNS})
  VALUES (:id, :name, :origin, :metadata, :secretHash, :createdAt, :usedAt)`;

const FIND = /* sql */ `
  SELECT ${CLIENT_COLUMNS} FROM oauth_clients WHERE id = :id`;

const LIST = /* sql */ `
  SELECT ${CLIENT_COLUMNS} FROM oauth_clients ORDER BY created_at DESC, id DESC`;

const USE = /* sql */ `
  UPDATE oauth_clients SET used_at = :now WHERE id = :id AND used_at IS NULL`;

const REMOVE = /* sql */ `
  DELETE FROM oauth_clients WHERE id = :id`;

const SWEEP = /* sql */ `
  DELETE FROM oauth_clients
   WHERE origin = 'registered' AND coalesce(used_at, created_at) < :before
     AND NOT EXISTS (SELECT 1 FROM oauth_grants g WHERE g.client_id = oauth_clients.id)`;

export function createSqliteClients(db: Database, read: Reader, queue: WriteQueue): ClientStore {
  const countUnused = db.prepare<unknown[], number>(COUNT_UNUSED).pluck();
  const insert = db.prepare(INSERT);
  const find = db.prepare<unknown[], ClientRow>(FIND);
  const list = db.prepare<[], ClientRow>(LIST);
  const use = db.prepare(USE);
  const remove = db.prepare(REMOVE);
  const sweep = db.prepare(SWEEP);

  return {
    insert: (client, mostUnused) =>
      queue.run(() => {
        const isBounded = client.origin === "registered";
        if (isBounded && (countUnused.get({ most: mostUnused }) ?? 0) >= mostUnused) return false;
        try {
          insert.run(toClientValues(client));
        } catch (error) {
          throw violatesPrimaryKey(error) ? clientTakenError(client.id, error) : error;
        }
        return true;
      }),
    find: (id) =>
      read(() => {
        const row = find.get({ id });
        return row === undefined ? undefined : toClient(row);
      }),
    list: () => read(() => list.all().map(toClient)),
    async use(id, now) {
      await queue.run(() => use.run({ id, now }));
    },
    remove: (id) => queue.run(() => remove.run({ id }).changes > 0),
    sweep: (before) => queue.run(() => sweep.run({ before }).changes),
  };
}
