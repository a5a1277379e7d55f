import { connectOnce } from "./once.ts";

/** The tables of this database that the role may vacuum: those it owns. */
const OWN_TABLES = /* sql */ `
  SELECT c.oid::regclass::text AS name
    FROM pg_class c
   WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'entries'::regclass)
     AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
   ORDER BY 1`;

/**
 * Frees the room of deleted rows, whose content is in the tables and their indexes until then. False, without an error, when
 * the role may not: the server does it by itself sooner or later (autovacuum).
 */
export async function vacuumTables(url: string): Promise<boolean> {
  try {
    return await connectOnce(url, async (client) => {
      const { rows } = await client.query<{ readonly name: string }>(OWN_TABLES);
      if (rows.length === 0) return false;
      await client.query(`VACUUM ${rows.map(({ name }) => name).join(", ")}`);
      return true;
    });
  } catch {
    return false;
  }
}
