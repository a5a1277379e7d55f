import type { DatabaseTarget } from "../../config/config.ts";
import { describeDatabase } from "../../config/database-url.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { findDifference } from "../../domain/transfer/compare.ts";
import { type Survey, survey } from "../../domain/transfer/survey.ts";
import type { TransferReader } from "../../domain/transfer/transfer.ts";
import type { AppDeps } from "../deps.ts";
import { copyRows, resumable } from "./copy-rows.ts";
import { openReader, openWriter } from "./sides.ts";

export interface CopyRequest {
  readonly from: DatabaseTarget;
  readonly to: DatabaseTarget;
}

export interface CopyResult {
  readonly owners: number;
  /** By table; those that follow from others are left out. */
  readonly rows: Readonly<Record<string, number>>;
  readonly total: number;
  /** Rows that an earlier, interrupted copy had brought. */
  readonly resumedAt: number;
}

export interface CopyProgress {
  copied(done: number, total: number): void;
  /** Tables compared so far, over all owners. */
  compared(tables: number): void;
}

/**
 * Copies everything that lasts from one database into an empty one, on whatever engine, and compares the two. Ids,
 * versions, times and the order of changes stay; the search index is made anew by the servers. The source is only read.
 * @throws AwarenessError `conflict` when they may not be copied or are not equal afterwards; `unavailable`.
 */
export async function copyDatabase(
  { from, to }: CopyRequest,
  deps: AppDeps,
  progress: CopyProgress,
): Promise<CopyResult> {
  return withReader(from, deps, async (source) => {
    const found = await survey(source);
    const target = await openWriter(to, deps);
    try {
      const onRows = (done: number) => progress.copied(done, found.total);
      const { resumedAt, finish } = await copyRows({ source, target, survey: found, onRows });
      await resumable(() => requireEqual(source, to, deps, progress));
      await finish();
      return { ...summarize(found), resumedAt };
    } finally {
      await target.close();
    }
  });
}

/** Compares two databases, of which one is a copy of the other. @throws AwarenessError `conflict` when they differ. */
export function compareDatabases(
  { from, to }: CopyRequest,
  deps: AppDeps,
  progress: CopyProgress,
): Promise<CopyResult> {
  return withReader(from, deps, async (source) => {
    await requireEqual(source, to, deps, progress);
    return { ...summarize(await survey(source)), resumedAt: 0 };
  });
}

async function requireEqual(
  source: TransferReader,
  to: DatabaseTarget,
  deps: AppDeps,
  progress: CopyProgress,
): Promise<void> {
  let tables = 0;
  const difference = await withReader(to, deps, (target) =>
    findDifference(source, target, () => {
      tables += 1;
      progress.compared(tables);
    }),
  );
  if (difference === undefined) return;
  const { table, owner } = difference;
  const whose = owner === undefined ? "" : ` of ${owner}`;
  throw new AwarenessError(
    "conflict",
    `${describeDatabase(to)} differs from the source in the table ${table}${whose}. Copy into an empty database again, best with all servers stopped.`,
  );
}

async function withReader<Value>(
  database: DatabaseTarget,
  deps: AppDeps,
  use: (reader: TransferReader) => Promise<Value>,
): Promise<Value> {
  const reader = await openReader(database, deps);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

function summarize({ units, counters, total }: Survey): Omit<CopyResult, "resumedAt"> {
  const rows: Record<string, number> = {};
  for (const unit of units) rows[unit.table.name] = (rows[unit.table.name] ?? 0) + unit.rows;
  return { owners: counters.size, rows, total };
}
