import type { Database } from "better-sqlite3";
import type { LinkKind, LinkStore } from "../../domain/oauth/link-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { LINK_COLUMNS, type LinkRow, toLink, toLinkValues } from "../shared/link-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const INSERT = /* sql */ `
  INSERT INTO user_links (${LINK_COLUMNS}) VALUES (:owner, :key, :kind, :createdAt, :expiresAt, :usedAt)`;

const FIND = /* sql */ `
  SELECT ${LINK_COLUMNS} FROM user_links WHERE key = :key`;

const USE = /* sql */ `
  UPDATE user_links SET used_at = :now
   WHERE key = :key AND used_at IS NULL AND expires_at > :now
  RETURNING kind, owner_id AS owner`;

const USE_UP_SETUP = /* sql */ `
  UPDATE user_links SET used_at = :now WHERE kind = 'setup' AND used_at IS NULL`;

const USE_UP_OF_OWNER = /* sql */ `
  UPDATE user_links SET used_at = :now WHERE owner_id = :owner AND used_at IS NULL`;

const SWEEP = /* sql */ `
  DELETE FROM user_links WHERE expires_at <= :now`;

export function createSqliteLinks(db: Database, read: Reader, queue: WriteQueue): LinkStore {
  const insert = db.prepare(INSERT);
  const find = db.prepare<unknown[], LinkRow>(FIND);
  const use = db.prepare<unknown[], { readonly kind: LinkKind; readonly owner: OwnerId }>(USE);
  const useUpSetup = db.prepare(USE_UP_SETUP);
  const useUpOfOwner = db.prepare(USE_UP_OF_OWNER);
  const sweep = db.prepare(SWEEP);

  return {
    async insert(link) {
      await queue.run(() => insert.run(toLinkValues(link)));
    },
    find: (key) =>
      read(() => {
        const row = find.get({ key });
        return row === undefined ? undefined : toLink(row);
      }),
    use: (key, now) =>
      queue.run(() => {
        const used = use.get({ key, now });
        if (used === undefined) return false;
        if (used.kind === "setup") useUpSetup.run({ now });
        else useUpOfOwner.run({ owner: used.owner, now });
        return true;
      }),
    sweep: (now) => queue.run(() => sweep.run({ now }).changes),
  };
}
