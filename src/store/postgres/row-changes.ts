import type { OwnerId } from "../../domain/owner.ts";
import { ADD_LINKS, DROP_LINKS } from "./entry-links.ts";
import { plannedSql, rowsSql, sql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";

const KEEP_VERSIONS = rowsSql(/* sql */ `
  INSERT INTO entry_versions (owner_id, entry_id, version, type, source, logical_key, language, expires_at, deleted_at,
                              at, change, written_by, client, client_id, token_id, tool, content_hash, tags, data)
  SELECT e.owner_id, e.id, e.version, e.type, e.source, e.logical_key, e.language, e.expires_at, e.deleted_at,
         e.changed_at, e.change, e.written_by, e.client, e.client_id, e.token_id, e.tool, e.content_hash, e.tags, e.data
    FROM entries e
   WHERE e.owner_id = :owner AND e.n = ANY(:rows::bigint[])`);

const TAGS_OF_ROWS = /* sql */ `
    FROM entries e
   CROSS JOIN LATERAL json_array_elements_text(e.tags::json) tag (value)
   WHERE e.owner_id = :owner AND e.n = ANY(:rows::bigint[])`;

/**
 * Removes the tags of rows as they are. Each is looked up by its whole key, whatever Postgres believes of the tables: a
 * join may be planned to read all of an owner's tags for every row.
 */
export const DROP_TAGS = rowsSql(/* sql */ `
  DELETE FROM entry_tags
   WHERE owner_id = :owner AND ctid = ANY(ARRAY(
         SELECT (SELECT t.ctid
                   FROM entry_tags t
                  WHERE t.owner_id = :owner AND t.deleted = (e.deleted_at IS NOT NULL) AND t.tag = tag.value
                    AND t.rev = e.rev)
         ${TAGS_OF_ROWS}))`);

const ADD_TAGS = rowsSql(/* sql */ `
  INSERT INTO entry_tags (owner_id, deleted, tag, rev)
  SELECT e.owner_id, e.deleted_at IS NOT NULL, tag.value, e.rev ${TAGS_OF_ROWS}
  ON CONFLICT DO NOTHING`);

const FORGET_PLANS = plannedSql("DISCARD PLANS");
const AVOID_LOOPS = sql("SELECT set_config('enable_nestloop', 'off', true)");

/** From how many rows on a plan for few is too slow. */
const MANY = 500;

/**
 * Where most rows are newer than what Postgres knows of the tables, it may plan to read all of an owner's rows for each
 * row that changes; so may the plans that a connection keeps for foreign keys. This keeps it from both.
 */
function planForMany(transaction: WriteTransaction): void {
  transaction.send(FORGET_PLANS, {});
  transaction.send(AVOID_LOOPS, {});
}

/**
 * The steps that every change of existing rows is made of, whatever the change: keeps the rows (numbers `n`) as they are
 * now in the history, has `update` send what gives each a new `rev`, and moves their tags and links along. Everything is
 * sent, nothing waited for. `links` says whether the rows may have links before or afterwards.
 */
export function applyChange(
  transaction: WriteTransaction,
  owner: OwnerId,
  rows: readonly number[],
  update: () => void,
  links = true,
): void {
  const values = { owner, rows };
  if (rows.length >= MANY) planForMany(transaction);
  if (links) transaction.send(DROP_LINKS(rows), values);
  transaction.send(KEEP_VERSIONS(rows), values);
  transaction.send(DROP_TAGS(rows), values);
  update();
  transaction.send(ADD_TAGS(rows), values);
  if (links) transaction.send(ADD_LINKS(rows), values);
}
