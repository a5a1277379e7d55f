import type { Clock } from "../../domain/clock.ts";
import type { Selector, TrashOutcome } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { isWithin, toFilter, toSchemaFilter } from "../shared/selector-filter.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { findSchemasInUse, RECORDS_OF_SCHEMA } from "./schema-guard.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** The guard is asked along, which saves a round trip: no record is selected together with a schema's id. */
export const FIND_LIVE = sql(/* sql */ `
  SELECT s.n, s.source, s.type = 'schema' AND EXISTS (SELECT 1 ${RECORDS_OF_SCHEMA}) AS in_use
    FROM entries s
   WHERE s.owner_id = :owner AND s.id = :id AND s.deleted_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > :now)`);

interface LiveRow {
  readonly n: number;
  readonly source: string;
  readonly in_use: boolean;
}

interface TrashPlan {
  /** Rows to be trashed, in ascending `rev` order. */
  readonly rows: readonly number[];
  readonly schemasInUse: readonly string[];
}

const NOTHING: TrashPlan = { rows: [], schemasInUse: [] };

/** Which live entries a selector moves to the trash, and which schemas have to stay. For use on one snapshot. */
export interface TrashSelection {
  plan(session: Session, owner: OwnerId, selector: Selector): Promise<TrashPlan>;
  count(session: Session, owner: OwnerId, selector: Selector): Promise<TrashOutcome>;
}

type BulkSelector = Exclude<Selector, { by: "id" }>;

export function createTrashSelection(clock: Clock, queries: EntryQueries): TrashSelection {
  async function planOne(
    session: Session,
    owner: OwnerId,
    selector: Extract<Selector, { by: "id" }>,
  ): Promise<TrashPlan> {
    const { id } = selector;
    const found = await session.get<LiveRow>(FIND_LIVE, { owner, id, now: clock.now() });
    if (found === undefined || !isWithin(selector, found)) return NOTHING;
    return found.in_use ? { rows: [], schemasInUse: [id] } : { rows: [found.n], schemasInUse: [] };
  }

  async function schemaRows(
    session: Session,
    owner: OwnerId,
    selector: BulkSelector,
  ): Promise<readonly number[]> {
    const filter = toSchemaFilter(toFilter(selector));
    return filter === undefined ? [] : queries.rowNumbers(session, owner, filter);
  }

  async function planMany(session: Session, owner: OwnerId, selector: BulkSelector): Promise<TrashPlan> {
    const filter = toFilter(selector);
    if (filter === undefined) return NOTHING;
    const [rows, schemas] = await Promise.all([
      queries.rowNumbers(session, owner, filter),
      schemaRows(session, owner, selector),
    ]);
    const inUse = await findSchemasInUse(session, owner, schemas, rows, clock.now());
    if (inUse.length === 0) return { rows, schemasInUse: [] };
    const kept = new Set(inUse.map(({ n }) => n));
    return { rows: rows.filter((n) => !kept.has(n)), schemasInUse: inUse.map(({ id }) => id) };
  }

  const plan: TrashSelection["plan"] = (session, owner, selector) =>
    selector.by === "id" ? planOne(session, owner, selector) : planMany(session, owner, selector);

  return {
    plan,
    async count(session, owner, selector) {
      const filter = selector.by === "id" ? undefined : toFilter(selector);
      if (selector.by !== "id" && filter !== undefined) {
        const [trashed, schemas] = await Promise.all([
          queries.count(session, owner, filter),
          schemaRows(session, owner, selector),
        ]);
        if (schemas.length === 0) return { trashed, schemasInUse: [] };
      }
      const { rows, schemasInUse } = await plan(session, owner, selector);
      return { trashed: rows.length, schemasInUse };
    },
  };
}
