import type { Logger } from "../../telemetry/logger.ts";
import {
  type Extension,
  FIND_PGVECTOR,
  hasTable,
  isUsable,
  MOST_DIMENSIONS,
  type VectorTable,
  vectorTable,
} from "./pgvector.ts";
import type { Queryable } from "./schema-version.ts";

const KINDS = /* sql */ `
  SELECT DISTINCT model, dimensions FROM embedding_state WHERE dimensions BETWEEN 1 AND ${MOST_DIMENSIONS}`;

/** Two programs do not make the same table. */
const LOCK = ["SET LOCAL lock_timeout = '10s'", "LOCK TABLE embedding_state IN SHARE ROW EXCLUSIVE MODE"];

interface Kind {
  readonly model: string;
  readonly dimensions: number;
}

/**
 * Makes, with pgvector, a table with an index for every kind of vectors that there is and that has none. It stays empty
 * until an owner has many of them. To be run by the owner of the tables: servers may not make any.
 */
export async function makeVectorTables(client: Queryable, log: Logger): Promise<void> {
  const [extension] = (await client.query(FIND_PGVECTOR)).rows as readonly Extension[];
  if (extension === undefined || !isUsable(extension)) return;
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('awareness.maintenance', 'on', true)");
    if ((await missing(client, extension)).length > 0) {
      for (const text of LOCK) await client.query(text);
      for (const { kind, table } of await missing(client, extension)) {
        for (const text of definitionOf(table)) await client.query(text);
        log.info(kind, "an index for vectors was made");
      }
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    log.warn({ err: error }, "the index for vectors cannot be made; they are searched without one");
  }
}

async function missing(client: Queryable, extension: Extension) {
  const kinds = (await client.query(KINDS)).rows as readonly Kind[];
  const found: { readonly kind: Kind; readonly table: VectorTable }[] = [];
  for (const kind of kinds) {
    const table = vectorTable(extension, kind.model, kind.dimensions);
    const { rows } = await client.query(`SELECT NOT ${hasTable(`'${table.name}'`)} AS missing`);
    if ((rows[0] as { readonly missing: boolean }).missing) found.push({ kind, table });
  }
  return found;
}

/** Whoever may write embeddings may write here. */
function definitionOf({ name, type, operatorClass }: VectorTable): readonly string[] {
  return [
    `DROP TABLE IF EXISTS ${name}`,
    /* sql */ `
    CREATE TABLE ${name} (
      owner_id  text   COLLATE "C" NOT NULL,
      seq       bigint NOT NULL,
      embedding ${type} NOT NULL,
      PRIMARY KEY (owner_id, seq),
      FOREIGN KEY (owner_id, seq) REFERENCES embeddings (owner_id, seq) ON DELETE CASCADE
    )`,
    `CREATE INDEX ${name}_nearest ON ${name} USING hnsw (embedding ${operatorClass})`,
    `CALL protect('${name}')`,
    /* sql */ `
    DO $$
    DECLARE
      grantee oid;
    BEGIN
      FOR grantee IN
        SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.oid = 'embeddings'::regclass AND a.privilege_type = 'INSERT' AND a.grantee <> 0
      LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO %I', pg_get_userbyid(grantee));
      END LOOP;
    END $$`,
  ];
}
