import { randomUUID } from "node:crypto";
import type { OwnerId } from "../../domain/owner.ts";
import { unavailable } from "./errors.ts";
import { plannedSql, sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** A policy that does not ask for the owner opens a table however many others ask. */
const OWNED_TABLES = sql(/* sql */ `
  SELECT c.oid::regclass::text AS name,
         c.relrowsecurity AND c.relforcerowsecurity
         AND NOT EXISTS (SELECT 1 FROM pg_policy p
                          WHERE p.polrelid = c.oid AND p.polpermissive
                            AND position('awareness.owner' IN coalesce(pg_get_expr(p.polqual, p.polrelid), '')) = 0)
           AS walled
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner_id' AND NOT a.attisdropped
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
   ORDER BY 1`);

/**
 * Makes sure, at the start, that row-level security is on for every table with an owner and shows nothing to one whom
 * nobody knows.
 * @throws AwarenessError `unavailable` (`unsafe_role`): the server must not start.
 */
export async function testIsolation(transactions: Transactions): Promise<void> {
  const stranger = `stranger-${randomUUID()}` as OwnerId;
  const leak = await transactions.read(stranger, async (session) => {
    const tables = await session.all<{ name: string; walled: boolean }>(OWNED_TABLES, {});
    const open = tables.find(({ walled }) => !walled);
    if (open !== undefined || tables.length === 0) return open?.name ?? "entries";
    const seen = await Promise.all(
      tables.map(({ name }) =>
        session.get<{ found: boolean }>(plannedSql(`SELECT EXISTS (SELECT 1 FROM ${name}) AS found`), {}),
      ),
    );
    return tables.find((_, index) => seen[index]?.found !== false)?.name;
  });
  if (leak === undefined) return;
  throw unavailable(
    "unsafe_role",
    `Row-level security does not protect the table ${leak}. Run \`awareness migrate --create-roles\`, or restore the policies of the migrations.`,
  );
}
