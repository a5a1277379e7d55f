import type { LinkStore } from "../../domain/oauth/link-store.ts";
import { LINK_COLUMNS, type LinkRow, toLink, toLinkValues } from "../shared/link-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

/** Uses take turns on all nodes, so that two links of which only one may be used never wait for each other. */
const LOCK = sql(/* sql */ `
  SELECT pg_advisory_xact_lock(hashtext('awareness user_links'))`);

const INSERT = sql(/* sql */ `
  INSERT INTO user_links (${LINK_COLUMNS}) VALUES (:owner, :key, :kind, :createdAt, :expiresAt, :usedAt)`);

const FIND = sql(/* sql */ `
  SELECT ${LINK_COLUMNS} FROM user_links WHERE key = :key`);

const USE = sql(/* sql */ `
  UPDATE user_links SET used_at = :now
   WHERE key = :key AND used_at IS NULL AND expires_at > :now`);

const USE_UP_SETUP = sql(/* sql */ `
  UPDATE user_links SET used_at = :now WHERE kind = 'setup' AND used_at IS NULL`);

const USE_UP_OF_OWNER = sql(/* sql */ `
  UPDATE user_links SET used_at = :now WHERE owner_id = :owner AND used_at IS NULL`);

const SWEEP = sql(/* sql */ `
  DELETE FROM user_links WHERE expires_at <= :now RETURNING key`);

export interface LinksOptions {
  readonly transactions: Transactions;
}

export function createPostgresLinks({ transactions }: LinksOptions): LinkStore {
  const find = (key: string) =>
    transactions.read(EVERYBODY, async (session) => {
      const row = await session.get<LinkRow>(FIND, { key });
      return row === undefined ? undefined : toLink(row);
    });

  return {
    async insert(link) {
      await transactions.one(EVERYBODY, INSERT, toLinkValues(link));
    },
    find,
    async use(key, now) {
      const link = await find(key);
      if (link === undefined) return false;
      const { kind, owner } = link;
      return transactions.write(kind === "setup" ? EVERYBODY : owner, async (session) => {
        session.send(LOCK, {});
        if ((await session.run(USE, { key, now })) === 0) return false;
        if (kind === "setup") session.send(USE_UP_SETUP, { now });
        else session.send(USE_UP_OF_OWNER, { owner, now });
        return true;
      });
    },
    sweep: async (now) => (await transactions.one(EVERYBODY, SWEEP, { now })).length,
  };
}
