import { AwarenessError } from "../../domain/errors.ts";
import { fail, type Inspection, pass, unfinishedCopy, warn } from "../shared/inspection.ts";
import { STATE_KEY } from "../shared/transfer-state.ts";
import type { InspectOptions } from "./inspect.ts";
import { createPool } from "./pool.ts";
import type { ServerFacts } from "./role-check.ts";
import { testIsolation } from "./self-test.ts";
import { sql } from "./sql.ts";
import { createTransactions, EVERYBODY, type Transactions } from "./transactions.ts";

/** With an owner, and what protects them. */
const OPEN_TABLES = sql(/* sql */ `
  SELECT c.oid::regclass::text AS name
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner_id' AND NOT a.attisdropped
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
   ORDER BY 1`);

const FORBIDDEN = sql(/* sql */ `
  SELECT c.oid::regclass::text AS name
    FROM pg_class c
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     AND NOT (has_table_privilege(c.oid, 'SELECT')
         AND (c.relname = 'migrations'
           OR has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
          AND has_table_privilege(c.oid, 'DELETE')))
   ORDER BY 1`);

/** What waits is counted by revs: an entry changed twice counts twice. */
const SEARCH_LAG = sql(/* sql */ `
  SELECT count(*) AS owners, coalesce(sum(greatest(o.rev - coalesce(s.indexed_rev, 0), 0)), 0) AS waiting
    FROM owners o
    LEFT JOIN search_owners s ON s.owner_id = o.owner_id
   WHERE o.owner_id > ''`);

const UNFINISHED = sql(/* sql */ `
  SELECT EXISTS (SELECT 1 FROM settings WHERE key = :copy) AS found`);

interface Table {
  readonly name: string;
}

const ROLES = "Run awareness migrate --create-roles with the role that owns the tables.";

/** The tables: whether we may use them, whether strangers may not, and how far the search index is. */
export async function inspectTables(
  { url, clock, log }: InspectOptions,
  { privileged }: ServerFacts,
): Promise<readonly Inspection[]> {
  const transactions = createTransactions(createPool({ url, log, max: 2 }), clock);
  try {
    const rights = await inspectRights(transactions);
    if (rights.status === "fail") return [rights];
    return [
      rights,
      await inspectWalls(transactions, privileged),
      await attempt("search_index", () => inspectIndex(transactions)),
      ...(await findUnfinishedCopy(transactions)),
    ];
  } finally {
    await transactions.close();
  }
}

async function inspectRights(transactions: Transactions): Promise<Inspection> {
  const tables = await transactions.read(EVERYBODY, (session) => session.all<Table>(FORBIDDEN, {}));
  if (tables.length === 0) return pass("rights", "all tables may be read and written");
  const names = tables.map(({ name }) => name).join(", ");
  return fail("rights", `the role may not use: ${names}`, ROLES);
}

/** Nothing holds back a privileged role, so that what it sees says nothing. */
async function inspectWalls(transactions: Transactions, privileged: boolean): Promise<Inspection> {
  const check = "row_security";
  const open = await transactions.read(EVERYBODY, (session) => session.all<Table>(OPEN_TABLES, {}));
  if (open.length > 0) {
    const names = open.map(({ name }) => name).join(", ");
    return fail(check, `off or not forced: ${names}`, "Restore the policies of the migrations, or a backup.");
  }
  if (privileged) return warn(check, "on for all tables, but this role goes past it", ROLES);
  try {
    await testIsolation(transactions);
    return pass(check, "on for all tables; a stranger sees nothing");
  } catch (error) {
    if (!(error instanceof AwarenessError)) throw error;
    return fail(check, error.message, "Restore the policies of the migrations, or a backup.");
  }
}

async function inspectIndex(transactions: Transactions): Promise<Inspection> {
  const counts = await transactions.read(EVERYBODY, (session) =>
    session.get<{ readonly owners: number; readonly waiting: number }>(SEARCH_LAG, {}),
  );
  const { owners = 0, waiting = 0 } = counts ?? {};
  return pass(
    "search_index",
    `at most ${waiting} changes to come, of ${owners === 1 ? "1 owner" : `${owners} owners`}`,
  );
}

async function findUnfinishedCopy(transactions: Transactions): Promise<readonly Inspection[]> {
  const row = await transactions.read(EVERYBODY, (session) =>
    session.get<{ readonly found: boolean }>(UNFINISHED, { copy: STATE_KEY }),
  );
  return row?.found === true ? [unfinishedCopy()] : [];
}

/** An older schema may lack the tables. */
async function attempt(check: string, work: () => Promise<Inspection>): Promise<Inspection> {
  try {
    return await work();
  } catch {
    return warn(check, "cannot be looked at", "Run awareness migrate.");
  }
}
