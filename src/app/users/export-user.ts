import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Config } from "../../config/config.ts";
import { parseOwner } from "../../domain/owner.ts";
import { exportOwner } from "../../domain/transfer/export.ts";
import { openReader } from "../copy/sides.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";
import { writeWhole } from "../whole-file.ts";
import { findUser } from "./look-up.ts";

export interface ExportTarget {
  /** Path of a file, made anew when all of it is there; otherwise everything goes to `output`. */
  readonly file?: string | undefined;
  readonly output: Writable;
  onRows(rows: number): void;
}

/**
 * Writes everything an owner has as one JSON document, as it is at one moment. Takes as much memory for a million entries as
 * for a few. Answers how many rows it wrote.
 * @throws AwarenessError `not_found`; `unavailable`.
 */
export async function exportUser(
  config: Config,
  deps: AppDeps,
  id: string,
  { file, output, onRows }: ExportTarget,
): Promise<number> {
  const owner = parseOwner(id, "id");
  const now = deps.clock.now();
  await withStore(config, deps, (store) => findUser(store, owner, now));
  const reader = await openReader(config.database, deps);
  let rows = 0;
  try {
    const pieces = exportOwner(reader, { owner, now, onRows: count });
    if (file === undefined) await pipeline(pieces, output, { end: false }).catch(forgiveGone);
    else
      await writeWhole(file, async (whole) => {
        for await (const piece of pieces) await whole.writeFile(piece);
      });
  } finally {
    await reader.close();
  }
  return rows;

  function count(written: number): void {
    rows = written;
    onRows(written);
  }
}

/** Who reads may stop, as in `awareness user export ada | head`. */
function forgiveGone(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
}
