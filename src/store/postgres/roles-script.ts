import pg from "pg";
import type { Migration } from "../shared/migration-files.ts";
import { scramVerifier } from "./scram.ts";

export interface RolesScript {
  /** Name of the role that servers connect as. */
  readonly role: string;
  /** Printable ASCII; absent: a role that exists keeps its own. */
  readonly password?: string;
  /** Also for a role that exists. */
  readonly replacePassword?: boolean;
}

const CREATED_TABLE = /^CREATE TABLE (\w+)/gm;
const CREATED_FUNCTION = /^CREATE FUNCTION (\w+)/gm;

/** Which schemas there are is not for the role to write down. */
const READ_ONLY_TABLES = ["migrations"];

/** `RAISE` without a code of its own: somebody has to do something first. */
export const REFUSED = "P0001";

/**
 * SQL that makes the role that servers connect as, or gives it what it lacks: it may read and write rows, is bound by
 * row-level security, and owns nothing. Needs no superuser; running it again changes nothing. To be run by the owner of the
 * tables, or by a superuser.
 */
export function rolesScript(migrations: readonly Migration[], options: RolesScript): string {
  const { role, password, replacePassword } = options;
  const name = pg.escapeIdentifier(role);
  const verifier = password === undefined ? undefined : pg.escapeLiteral(scramVerifier(password));
  const tables = namesIn(migrations, CREATED_TABLE);
  const written = tables.filter((table) => !READ_ONLY_TABLES.includes(table));
  return `${createRole(role, verifier)}
${verifier !== undefined && replacePassword === true ? `ALTER ROLE ${name} PASSWORD ${verifier};\n\n` : ""}\
GRANT SELECT, INSERT, UPDATE, DELETE ON ${written.join(", ")} TO ${name};
REVOKE ALL ON ${READ_ONLY_TABLES.join(", ")} FROM ${name};
GRANT SELECT ON ${READ_ONLY_TABLES.join(", ")} TO ${name};
GRANT EXECUTE ON FUNCTION ${namesIn(migrations, CREATED_FUNCTION).join(", ")} TO ${name};

${grantAround(role, tables)}
${checkRights(role, written)}`;
}

function namesIn(migrations: readonly Migration[], pattern: RegExp): readonly string[] {
  return migrations.flatMap(({ sql }) => [...sql.matchAll(pattern)].map(([, name = ""]) => name));
}

/** A role that exists is used as it is, as long as it may do no more than it should. */
function createRole(role: string, verifier: string | undefined): string {
  const [name, text] = [pg.escapeIdentifier(role), pg.escapeLiteral(role)];
  const password = verifier === undefined ? "" : ` PASSWORD ${verifier}`;
  return `DO $$
DECLARE
  known pg_roles;
BEGIN
  IF to_regclass('entries') IS NULL THEN
    RAISE EXCEPTION 'There are no tables yet. Run awareness migrate first.';
  END IF;
  SELECT * INTO known FROM pg_roles WHERE rolname = ${text};
  IF known.rolname IS NULL THEN
    CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION${password};
  ELSIF known.rolname = pg_get_userbyid((SELECT relowner FROM pg_class WHERE oid = 'entries'::regclass)) THEN
    RAISE EXCEPTION 'The role % owns the tables. Name another role.', ${text};
  ELSIF known.rolname = current_user THEN
    RAISE EXCEPTION 'You are connected as the role %. Connect as the one that owns the tables.', ${text};
  ELSIF known.rolsuper OR known.rolbypassrls OR known.rolcreatedb OR known.rolcreaterole OR known.rolreplication THEN
    RAISE EXCEPTION 'The role % exists and may do more than it should. Alter or drop it, or name another one.', ${text};
  ELSIF pg_has_role(${text}, (SELECT relowner FROM pg_class WHERE oid = 'entries'::regclass), 'MEMBER') THEN
    RAISE EXCEPTION 'The role % is a member of the role that owns the tables. Name another role.', ${text};
  ELSIF NOT known.rolcanlogin THEN
    RAISE EXCEPTION 'The role % exists and may not log in. Alter or drop it, or name another one.', ${text};
  END IF;
END
$$;
`;
}

/** What has no fixed name: the database, the schema, counters, tables of vectors, and what later migrations make. */
function grantAround(role: string, tables: readonly string[]): string {
  const name = pg.escapeIdentifier(role);
  const list = tables.map((table) => pg.escapeLiteral(table)).join(", ");
  return `DO $$
DECLARE
  home  regnamespace;
  owner name;
  maker name;
  item  regclass;
BEGIN
  SELECT relnamespace, pg_get_userbyid(relowner) INTO home, owner FROM pg_class WHERE oid = 'entries'::regclass;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${name}', current_database());
  EXECUTE format('GRANT USAGE ON SCHEMA %s TO ${name}', home);
  IF has_schema_privilege('public', home, 'CREATE') THEN
    EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM PUBLIC', home);
  END IF;
  FOR item IN
    SELECT DISTINCT d.objid::regclass
      FROM pg_depend d
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
     WHERE d.refobjid = ANY (ARRAY[${list}]::regclass[])
  LOOP
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO ${name}', item);
  END LOOP;
  FOR item IN
    SELECT oid FROM pg_class WHERE relnamespace = home AND relkind = 'r' AND relname LIKE 'embedding\\_vectors\\_%'
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO ${name}', item);
  END LOOP;
  FOR maker IN SELECT DISTINCT unnest(ARRAY[owner, current_user]) LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${name}', maker, home);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %s GRANT USAGE ON SEQUENCES TO ${name}', maker, home);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %s GRANT EXECUTE ON FUNCTIONS TO ${name}', maker, home);
  END LOOP;
END
$$;
`;
}

/** A grant by somebody who may not give it is only a warning. */
function checkRights(role: string, tables: readonly string[]): string {
  const text = pg.escapeLiteral(role);
  const list = tables.map((table) => pg.escapeLiteral(table)).join(", ");
  return `DO $$
DECLARE
  item regclass;
BEGIN
  FOREACH item IN ARRAY ARRAY[${list}]::regclass[] LOOP
    IF NOT has_table_privilege(${text}, item, 'SELECT') OR NOT has_table_privilege(${text}, item, 'DELETE') THEN
      RAISE EXCEPTION 'You may not give rights to the table %. Connect as the role that owns it.', item;
    END IF;
  END LOOP;
END
$$;
`;
}
