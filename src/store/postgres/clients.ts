import type { ClientStore } from "../../domain/oauth/client-store.ts";
import {
  CLIENT_COLUMNS,
  type ClientRow,
  clientTakenError,
  toClient,
  toClientValues,
} from "../shared/client-row.ts";
import { violatedConstraint } from "./errors.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

/** Registrations take turns on all nodes: what the count after it sees is what the one before has left. */
const LOCK = sql(/* sql */ `
  SELECT pg_advisory_xact_lock(hashtext('awareness oauth_clients'))`);

const COUNT_UNUSED = sql(/* sql */ `
  SELECT count(*) AS count
    FROM (SELECT 1 FROM oauth_clients WHERE used_at IS NULL AND origin = 'registered' LIMIT :most) unused`);

const INSERT = sql(/* sql */ `
  INSERT INTO oauth_clients (${CLIENT_COLUMNS})
  VALUES (:id, :name, :origin, :metadata, :secretHash, :createdAt, :usedAt)`);

const FIND = sql(/* sql */ `
  SELECT ${CLIENT_COLUMNS} FROM oauth_clients WHERE id = :id`);

const LIST = sql(/* sql */ `
  SELECT ${CLIENT_COLUMNS} FROM oauth_clients ORDER BY created_at DESC, id DESC`);

const USE = sql(/* sql */ `
  UPDATE oauth_clients SET used_at = :now WHERE id = :id AND used_at IS NULL`);

const REMOVE = sql(/* sql */ `
  DELETE FROM oauth_clients WHERE id = :id RETURNING id`);

const SWEEP = sql(/* sql */ `
  DELETE FROM oauth_clients
   WHERE origin = 'registered' AND coalesce(used_at, created_at) < :before
     AND NOT EXISTS (SELECT 1 FROM oauth_grants g WHERE g.client_id = oauth_clients.id)
  RETURNING id`);

export interface ClientsOptions {
  readonly transactions: Transactions;
}

export function createPostgresClients({ transactions }: ClientsOptions): ClientStore {
  return {
    async insert(client, mostUnused) {
      try {
        return await transactions.write(EVERYBODY, async (session) => {
          if (client.origin === "registered") {
            session.send(LOCK, {});
            const unused = await session.get<{ readonly count: number }>(COUNT_UNUSED, { most: mostUnused });
            if ((unused?.count ?? 0) >= mostUnused) return false;
          }
          session.send(INSERT, toClientValues(client));
          return true;
        });
      } catch (error) {
        throw violatedConstraint(error) === "oauth_clients_pkey" ? clientTakenError(client.id, error) : error;
      }
    },
    find: (id) =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<ClientRow>(FIND, { id });
        return row === undefined ? undefined : toClient(row);
      }),
    list: () =>
      transactions.read(EVERYBODY, async (session) => (await session.all<ClientRow>(LIST, {})).map(toClient)),
    async use(id, now) {
      await transactions.one(EVERYBODY, USE, { id, now });
    },
    remove: async (id) => (await transactions.one(EVERYBODY, REMOVE, { id })).length > 0,
    sweep: async (before) => (await transactions.one(EVERYBODY, SWEEP, { before })).length,
  };
}
