import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { Selector, TrashOutcome } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { isWithin, toFilter, toSchemaFilter } from "../shared/selector-filter.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { createSchemaGuard } from "./schema-guard.ts";

const FIND_LIVE = /* sql */ `
  SELECT e.n, e.source
    FROM entries e INDEXED BY entries_id
   WHERE e.owner_id = :owner AND e.id = :id AND ${IS_LIVE}`;

interface TrashPlan {
  /** Rows to be trashed, in ascending `rev` order. */
  readonly rows: readonly number[];
  readonly schemasInUse: readonly string[];
}

/** Which live entries a selector moves to the trash, and which schemas have to stay. For use on one snapshot. */
export interface TrashSelection {
  plan(owner: OwnerId, selector: Selector): TrashPlan;
  count(owner: OwnerId, selector: Selector): TrashOutcome;
}

export function createTrashSelection(db: Database, clock: Clock, queries: EntryQueries): TrashSelection {
  const schemaGuard = createSchemaGuard(db);
  const findLive = db.prepare<unknown[], { readonly n: number; readonly source: string }>(FIND_LIVE);

  function liveRows(owner: OwnerId, selector: Selector): readonly number[] {
    if (selector.by !== "id") {
      const filter = toFilter(selector);
      return filter === undefined ? [] : queries.rowNumbers(owner, filter);
    }
    const row = findLive.get({ owner, id: selector.id, now: clock.now() });
    return row === undefined || !isWithin(selector, row) ? [] : [row.n];
  }

  /** Rows that may go, and the ids of schemas that may not. */
  function plan(
    owner: OwnerId,
    selector: Selector,
  ): { rows: readonly number[]; schemasInUse: readonly string[] } {
    const rows = liveRows(owner, selector);
    const inUse = schemaGuard(owner, schemaRows(owner, selector, rows), rows, clock.now());
    if (inUse.length === 0) return { rows, schemasInUse: [] };
    const kept = new Set(inUse.map(({ n }) => n));
    return { rows: rows.filter((n) => !kept.has(n)), schemasInUse: inUse.map(({ id }) => id) };
  }

  function schemaRows(owner: OwnerId, selector: Selector, rows: readonly number[]): readonly number[] {
    if (selector.by === "id") return rows;
    const schemas = toSchemaFilter(toFilter(selector));
    return schemas === undefined ? [] : queries.rowNumbers(owner, schemas);
  }

  function count(owner: OwnerId, selector: Selector): TrashOutcome {
    const filter = selector.by === "id" ? undefined : toFilter(selector);
    if (filter !== undefined && schemaRows(owner, selector, []).length === 0) {
      return { trashed: queries.count(owner, filter), schemasInUse: [] };
    }
    const { rows, schemasInUse } = plan(owner, selector);
    return { trashed: rows.length, schemasInUse };
  }

  return { plan, count };
}
