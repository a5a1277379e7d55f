import type { Logger } from "../../telemetry/logger.ts";
import { unavailable } from "./errors.ts";
import type { Queryable } from "./schema-version.ts";

/** What matters about the server and the role that we use. */
export interface ServerFacts {
  /** As `server_version_num`: 150018 for 15.18. */
  readonly version: number;
  /** A superuser, or one whom row-level security does not bind. */
  readonly privileged: boolean;
  readonly owns_tables: boolean;
  readonly fsync: boolean;
  readonly full_page_writes: boolean;
  /** A replica, or set so. */
  readonly read_only: boolean;
}

const OLDEST = 140_000;

const FACTS = /* sql */ `
  SELECT current_setting('server_version_num')::int AS version,
         r.rolsuper OR r.rolbypassrls AS privileged,
         coalesce((SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass('entries')), false)
           AS owns_tables,
         current_setting('fsync')::bool AS fsync,
         current_setting('full_page_writes')::bool AS full_page_writes,
         pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS read_only
    FROM pg_roles r
   WHERE r.rolname = current_user`;

/** @throws AwarenessError `unavailable` (`server_version`) for a server before Postgres 14. */
export async function readServerFacts(database: Queryable): Promise<ServerFacts> {
  const [facts] = (await database.query(FACTS)).rows as readonly ServerFacts[];
  if (facts === undefined) throw new Error("The server knows nothing of the current role");
  if (facts.version >= OLDEST) return facts;
  const found = Math.floor(facts.version / 10_000);
  throw unavailable(
    "server_version",
    `The database is Postgres ${found}; awareness needs Postgres 14 or newer.`,
  );
}

const REMEDY = "Run `awareness migrate --create-roles` and connect as awareness_app";

/**
 * Says, or with `strict` refuses, what weakens the walls: a role that may do more than it needs, a server that loses what
 * it has confirmed. Warns of one that takes no writes. Answers whether row-level security binds the role fully, so that a test of it means something.
 * @throws AwarenessError `unavailable` (`unsafe_role`, `unsafe_setting`) when strict.
 */
export function judgeServer(facts: ServerFacts, strict: boolean, log: Logger): boolean {
  const { privileged, owns_tables, fsync, full_page_writes, read_only } = facts;
  if (read_only) {
    log.warn(
      "the database is read-only, a replica or set so: nothing can be stored. Name the primary in its URL.",
    );
  }
  if (!fsync || !full_page_writes) {
    const message = `The server runs with ${fsync ? "full_page_writes" : "fsync"} off and loses data when it crashes. Turn it on in postgresql.conf.`;
    if (strict) throw unavailable("unsafe_setting", message);
    log.warn(message);
  }
  if (!privileged && !owns_tables) return true;
  const is = privileged ? "a superuser or bypasses row-level security" : "the owner of the tables";
  if (strict) throw unavailable("unsafe_role", `The database role is ${is}. ${REMEDY}.`);
  log.warn(`the database role is ${is}: row-level security is not tested. ${REMEDY}.`);
  return false;
}
