import { setTimeout as sleep } from "node:timers/promises";
import type { Config, DatabaseTarget } from "../../config/config.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";
import { userNotFound } from "./look-up.ts";

/** Says what was deleted, and what a deletion cannot reach. */
export interface DeletionReceipt {
  readonly id: OwnerId;
  /** Times in ms since 1970. */
  readonly begunAt: number;
  readonly deletedAt: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** An earlier attempt was interrupted; its rows are counted as well. */
  readonly resumed: boolean;
  /** The room of the rows was overwritten or freed. False on a Postgres server that does so later. */
  readonly erased: boolean;
}

export interface DeletionOptions {
  /** How long servers may take to notice that somebody is shut out, ms. */
  readonly settleMs?: number;
}

/** Servers look every two seconds whose tokens count no longer, and requests that they have let in end soon after. */
const SETTLE_MS = 4_000;

/**
 * Deletes an owner for good: account, entries and their history, what was made of them, tokens, sessions,
 * passkeys, what clients were allowed. An interrupted
 * deletion is finished by the next one.
 * @throws AwarenessError `not_found`; `conflict` when another process has just deleted the same owner; `unavailable`.
 */
export function deleteUser(
  config: Config,
  deps: AppDeps,
  id: string,
  { settleMs = SETTLE_MS }: DeletionOptions = {},
): Promise<DeletionReceipt> {
  const owner = parseOwner(id, "id");
  return withStore(config, deps, async ({ deletions }) => {
    const ended = await endSessions(config, deps, owner);
    const begun = await deletions.begin(owner, deps.clock.now());
    if (begun === undefined) throw userNotFound(owner);
    // Until then a server may still store what the owner sends.
    if (begun.wasSignedIn || ended > 0) await sleep(settleMs);
    await deletions.remove(owner);
    const erased = await erase(config.database);
    const removed = await deletions.end(owner);
    if (removed === undefined) throw deletedElsewhere(owner);
    const sessions = ended + (removed.rows.sessions ?? 0);
    const rows = sessions === 0 ? removed.rows : { ...removed.rows, sessions };
    return { id: owner, ...removed, rows, deletedAt: deps.clock.now(), resumed: begun.resumed, erased };
  });
}

/** Ends the owner's sessions where they have a database of their own; answers how many. */
async function endSessions(config: Config, deps: AppDeps, owner: OwnerId): Promise<number> {
  const { sessionDatabase } = config;
  if (sessionDatabase === undefined) return 0;
  return withStore({ ...config, database: sessionDatabase }, deps, async ({ sessions }) => {
    const { length } = await sessions.endLongestIdle(owner, 0);
    return length;
  });
}

async function erase(database: DatabaseTarget): Promise<boolean> {
  if (database.kind === "postgres") {
    const { vacuumTables } = await import("../../store/postgres/vacuum.ts");
    return vacuumTables(database.url);
  }
  const { eraseFreePages } = await import("../../store/sqlite/erase.ts");
  await eraseFreePages(database.path);
  return true;
}

function deletedElsewhere(id: OwnerId): AwarenessError {
  return new AwarenessError("conflict", `Another process has just deleted "${id}" and has the receipt.`);
}
