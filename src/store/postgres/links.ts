import type { LinkKind, LinkStore } from "../../domain/oauth/link-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
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
   WHERE key = :key AND used_at IS NULL AND expires_at > :now
  RETURNING kind, owner_id AS owner`);

const USE_UP_SETUP = sql(/* sql */ `
  UPDATE user_links SET used_at = :now WHERE kind = 'setup' AND used_at IS NULL`);

const USE_UP_OF_OWNER = sql(/* sql */ `
  UPDATE user_links SET used_at = :now WHERE owner_id = :owner AND used_at IS NULL`);

const SWEEP = sql(/* sql */ `
  DELETE FROM user_links WHERE expires_at <= :now RETURNING key`);

interface Used {
  readonly kind: LinkKind;
  readonly owner: OwnerId;
}

export interface LinksOptions {
  readonly transactions: Transactions;
}

export function createPostgresLinks({ transactions }: LinksOptions): LinkStore {
  return {
    async insert(link) {
      await transactions.one(EVERYBODY, INSERT, toLinkValues(link));
    },
    find: (key) =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<LinkRow>(FIND, { key });
        return row === undefined ? undefined : toLink(row);
      }),
    use: (key, now) =>
      transactions.write(EVERYBODY, async (session) => {
        session.send(LOCK, {});
        const used = await session.get<Used>(USE, { key, now });
        if (used === undefined) return false;
        if (used.kind === "setup") session.send(USE_UP_SETUP, { now });
        else session.send(USE_UP_OF_OWNER, { owner: used.owner, now });
        return true;
      }),
    sweep: async (now) => (await transactions.one(EVERYBODY, SWEEP, { now })).length,
  };
}
