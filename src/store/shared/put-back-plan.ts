import type { PutBack, PutBackOutcome } from "../../domain/undo/undo-store.ts";
import { type Holder, planRestore, type TrashedRow } from "./restore-plan.ts";

/** An entry that is to get an earlier state; keys are those of the version `base`. */
export interface PutBackRow extends TrashedRow {
  readonly version: number;
  readonly deleted_at: number | null;
  /** Number of the version whose content comes back, if it is there. */
  readonly base: number | null;
}

/** A row that gets the content of a version. */
export interface Put {
  readonly row: PutBackRow;
  readonly base: number;
  readonly trashed: boolean;
}

/** What can be done of a batch, before keys and schemas are looked at. */
export interface PutBackBatch {
  /** To the trash, as they are. */
  readonly trashed: readonly PutBackRow[];
  readonly puts: readonly Put[];
  /** What is settled already. */
  readonly outcomes: Map<string, PutBackOutcome>;
}

export function toBatch(steps: readonly PutBack[], rows: readonly PutBackRow[]): PutBackBatch {
  const found = new Map(rows.map((row) => [row.id, row]));
  const trashed: PutBackRow[] = [];
  const puts: Put[] = [];
  const outcomes = new Map<string, PutBackOutcome>();
  for (const step of steps) {
    const row = found.get(step.id);
    const failure = failureOf(step, row);
    if (row === undefined || failure !== undefined) outcomes.set(step.id, failure ?? "gone");
    else if (step.base === undefined) trashed.push(row);
    else puts.push({ row, base: step.base, trashed: step.trashed });
  }
  return { trashed, puts, outcomes };
}

function failureOf(step: PutBack, row: PutBackRow | undefined): PutBackOutcome | undefined {
  if (row === undefined) return "gone";
  if (row.version !== step.version) return "changed";
  return step.base !== undefined && row.base === null ? "gone" : undefined;
}

/** Keys of those that will be live. */
export function keyedRows(puts: readonly Put[]): readonly PutBackRow[] {
  return puts
    .filter(({ trashed }) => !trashed)
    .map(({ row }) => row)
    .toSorted((one, other) => one.rev - other.rev);
}

export interface KeyPlan {
  readonly puts: readonly Put[];
  /** Expired entries that still hold a key that is taken now. */
  readonly buried: readonly number[];
}

/** Leaves out, and tells in `outcomes`, what cannot have its key or name back. */
export function planKeys(
  { puts, outcomes }: PutBackBatch,
  keyed: readonly PutBackRow[],
  holders: readonly Holder[],
): KeyPlan {
  // Who is about to change itself is not buried: what becomes of its key is not known yet.
  const moving = new Set(puts.map(({ row }) => row.n));
  const known = holders.map((holder) => (moving.has(holder.holder) ? { ...holder, expired: false } : holder));
  const { conflicts, buried } = planRestore(keyed, known);
  const refused = new Set(conflicts);
  for (const id of refused) outcomes.set(id, "key_taken");
  return { puts: puts.filter(({ row }) => !refused.has(row.id)), buried };
}

/** How the new version of an entry came about. */
export function kindOf({ row, trashed }: Put): "deleted" | "restored" | "reverted" {
  if (trashed === (row.deleted_at !== null)) return "reverted";
  return trashed ? "deleted" : "restored";
}
