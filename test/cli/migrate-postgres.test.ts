import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { migrateDatabase } from "../../src/store/postgres/migrate.ts";
import { scramVerifier } from "../../src/store/postgres/scram.ts";
import { silent } from "../contract/backends.ts";
import { ask, makeDatabase, nameRole, refusalOf } from "./postgres-support.ts";
import { makeFolder, run } from "./support.ts";

const MIGRATIONS = join(import.meta.dirname, "../../migrations/postgres");
const NAMES = readdirSync(MIGRATIONS)
  .sort()
  .map((file) => file.replace(/\.sql$/, ""));

/** Everything the server knows about a role and its rights in a database. */
async function rightsOf(url: string, role: string) {
  return {
    role: await ask(url, "SELECT * FROM pg_authid WHERE rolname = $1", [role]),
    tables: await ask(
      url,
      "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY oid",
    ),
    functions: await ask(
      url,
      "SELECT proname, proacl::text FROM pg_proc WHERE proacl IS NOT NULL ORDER BY oid",
    ),
    defaults: await ask(url, "SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY oid"),
    schemas: await ask(url, "SELECT nspname, nspacl::text FROM pg_namespace ORDER BY oid"),
  };
}

interface Created {
  readonly role: string;
  readonly created: boolean;
  readonly url: string;
  readonly password?: string;
}

async function createRoles(url: string, role: string, args: readonly string[] = []) {
  const env = { AWARENESS_DATABASE_URL: url, AWARENESS_DATA_DIR: makeFolder() };
  return run(["migrate", "--create-roles", "--app-role", role, ...args], env);
}

async function createdRoles(url: string, role: string, args: readonly string[] = []): Promise<Created> {
  const { code, stdout, stderr } = await createRoles(url, role, [...args, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Created;
}

it("migrates once; --status says where it stands and makes nothing", async () => {
  const { url } = await makeDatabase();
  const env = { AWARENESS_DATABASE_URL: url };
  const status = (current: number, state: string) => `Schema ${current} of ${NAMES.length}; ${state}.\n`;
  expect((await run(["migrate", "--status"], env)).stdout).toBe(status(0, `pending: ${NAMES.join(", ")}`));
  expect(await ask(url, "SELECT 1 FROM pg_class WHERE relname = 'entries'")).toEqual([]);
  const first = await run(["migrate", "--json"], env);
  expect(JSON.parse(first.stdout)).toEqual({ from: 0, to: NAMES.length, applied: NAMES });
  expect((await run(["migrate"], env)).stdout).toBe(`Schema ${NAMES.length}; nothing to apply.\n`);
  expect((await run(["migrate", "--status"], env)).stdout).toBe(status(NAMES.length, "up to date"));
});

it("--create-roles makes a role that reads and writes rows, and nothing else", async () => {
  const role = nameRole();
  const { url } = await makeDatabase();
  const { stdout } = await createRoles(url, role);
  const password = /^Password: (\S+) /m.exec(stdout)?.[1] ?? "";
  const app = /^AWARENESS_DATABASE_URL=(\S+)$/m.exec(stdout)?.[1] ?? "";
  const { host, pathname } = new URL(url);
  expect(app).toBe(`postgres://${role}:${password}@${host}${pathname}`);
  expect(await refusalOf(app, "SELECT count(*) FROM entries")).toBeUndefined();
  expect(await ask(app, "SELECT number FROM migrations")).toHaveLength(NAMES.length);
  for (const forbidden of [
    "DROP POLICY owner ON entries",
    "ALTER TABLE entries DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE entries ADD COLUMN mine text",
    "DROP TABLE entries",
    "TRUNCATE entries",
    "CREATE TABLE mine (a int)",
    "CREATE ROLE another",
    "INSERT INTO migrations VALUES (99, 'x', 'x', 1, 1)",
    "DELETE FROM migrations",
    "SET ROLE postgres",
    `ALTER ROLE ${role} BYPASSRLS`,
  ])
    expect([forbidden, await refusalOf(app, forbidden)]).toEqual([forbidden, "42501"]);
});

it("the role is bound by row-level security, whatever its statements leave out", async () => {
  const role = nameRole();
  const { url } = await makeDatabase();
  const { url: app } = await createdRoles(url, role);
  const as = (owner: string, text: string) => ask(`${app}?options=-c%20awareness.owner%3D${owner}`, text);
  await as("ada", "INSERT INTO baselines VALUES ('ada', 's', 'm', 0, 1, 1, 1, 1)");
  expect(await as("ada", "SELECT owner_id FROM baselines")).toEqual([{ owner_id: "ada" }]);
  expect(await as("bob", "SELECT owner_id FROM baselines")).toEqual([]);
  expect(await ask(app, "SELECT owner_id FROM baselines")).toEqual([]);
  const foreign = "INSERT INTO baselines VALUES ('ada', 't', 'm', 0, 1, 1, 1, 1)";
  expect(await refusalOf(`${app}?options=-c%20awareness.owner%3Dbob`, foreign)).toBe("42501");
});

it("a second run changes nothing, its password included, and says so", async () => {
  const role = nameRole();
  const { url } = await makeDatabase();
  await createdRoles(url, role);
  const before = await rightsOf(url, role);
  const again = await createdRoles(url, role);
  expect(again).toMatchObject({ created: false, url: expect.stringContaining(`${role}:PASSWORD@`) });
  expect(again).not.toHaveProperty("password");
  expect(await rightsOf(url, role)).toEqual(before);
  expect((await createRoles(url, role)).stdout).toContain("Its password has not changed.");
});

it("a table of a later migration is the role's to use, without another run", async () => {
  const role = nameRole();
  const { url } = await makeDatabase();
  const { url: app } = await createdRoles(url, role);
  const migrationsDir = makeFolder();
  cpSync(MIGRATIONS, migrationsDir, { recursive: true });
  const next = String(NAMES.length + 1).padStart(4, "0");
  const later =
    "CREATE TABLE later (owner_id text, id bigint GENERATED ALWAYS AS IDENTITY);\nCALL protect('later');\n";
  writeFileSync(join(migrationsDir, `${next}_later.sql`), later);
  await migrateDatabase({ url, migrationsDir, clock: systemClock, log: silent });
  const mine = `${app}?options=-c%20awareness.owner%3Dada`;
  await ask(mine, "INSERT INTO later (owner_id) VALUES ('ada')");
  expect(await ask(mine, "SELECT id FROM later")).toHaveLength(1);
  expect(await refusalOf(app, "DROP TABLE later")).toBe("42501");
});

it("an administrator who is no superuser can do all of it", async () => {
  const [admin, role] = [nameRole(), nameRole()];
  const database = await makeDatabase();
  await ask(inject("postgresUrl"), `CREATE ROLE ${admin} LOGIN CREATEROLE PASSWORD 'x'`);
  await ask(inject("postgresUrl"), `ALTER DATABASE ${database.name} OWNER TO ${admin}`);
  await ask(database.url, `GRANT CREATE ON SCHEMA public TO ${admin}`);
  const { created, url } = await createdRoles(database.urlAs(admin, "x"), role);
  expect(created).toBe(true);
  expect(await refusalOf(url, "SELECT count(*) FROM entries")).toBeUndefined();
  expect(await refusalOf(url, "DROP TABLE entries")).toBe("42501");
  expect((await createdRoles(database.urlAs(admin, "x"), role)).created).toBe(false);
});

it("a role without the right to make roles is told what to do", async () => {
  const [owner, role] = [nameRole(), nameRole()];
  const database = await makeDatabase();
  await ask(inject("postgresUrl"), `CREATE ROLE ${owner} LOGIN PASSWORD 's3cret-word'`);
  await ask(database.url, `GRANT CREATE ON SCHEMA public TO ${owner}`);
  const { code, stdout, stderr } = await createRoles(database.urlAs(owner, "s3cret-word"), role);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^awareness: This role may not make roles .*--print`\.\n$/);
});

const MAY_NOT =
  "awareness: This role neither owns the tables nor may make any in the schema public. Connect as their owner, or let it own the database (createdb --owner=ROLE awareness).\n";

it("a role that owns nothing is told who must migrate, before there are tables and afterwards", async () => {
  const stranger = nameRole();
  const database = await makeDatabase();
  const password = "s3cret-word";
  await ask(inject("postgresUrl"), `CREATE ROLE ${stranger} LOGIN CREATEROLE PASSWORD '${password}'`);
  await ask(database.url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  const url = database.urlAs(stranger, password);
  const env = { AWARENESS_DATABASE_URL: url };
  for (const args of [["migrate"], ["migrate", "--create-roles"]])
    expect(await run(args, env)).toEqual({ code: 1, stdout: "", stderr: MAY_NOT });
  await run(["migrate"], { AWARENESS_DATABASE_URL: database.url });
  for (const args of [["migrate"], ["migrate", "--create-roles"]])
    expect(await run(args, env)).toEqual({ code: 1, stdout: "", stderr: MAY_NOT });
});

it("the owner of the tables cannot be the role of the servers too", async () => {
  const owner = nameRole();
  const database = await makeDatabase();
  await ask(inject("postgresUrl"), `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 's3cret-word'`);
  await ask(inject("postgresUrl"), `ALTER DATABASE ${database.name} OWNER TO ${owner}`);
  await ask(database.url, `GRANT CREATE ON SCHEMA public TO ${owner}`);
  const { code, stderr } = await createRoles(database.urlAs(owner, "s3cret-word"), owner);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `awareness: The role ${owner} owns the tables. Name another role.\n`,
  });
});

it.each(["pg_mine", "public", "none"])("%s is no name for a role", async (role) => {
  const { code, stderr } = await createRoles("postgres://127.0.0.1:1/awareness", role);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `awareness: --app-role is "${role}", which Postgres keeps for itself; name another role.\n`,
  });
});

it("a role that may do too much, or nothing, is refused, and nothing is given to it", async () => {
  const roles = [nameRole(), nameRole(), nameRole(), nameRole(), nameRole()];
  const { url } = await makeDatabase();
  await run(["migrate"], { AWARENESS_DATABASE_URL: url });
  for (const [index, [reason, attributes]] of [
    ["may do more than it should", "SUPERUSER LOGIN"],
    ["may do more than it should", "BYPASSRLS LOGIN"],
    ["may do more than it should", "CREATEDB LOGIN"],
    ["may not log in", "NOLOGIN"],
    ["member of the role that owns the tables", "LOGIN IN ROLE postgres"],
  ].entries()) {
    const role = roles[index] ?? "";
    await ask(url, `CREATE ROLE ${role} ${attributes}`);
    const before = await rightsOf(url, role);
    const { code, stderr } = await createRoles(url, role);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(reason ?? "") });
    expect(await rightsOf(url, role)).toEqual(before);
  }
});

it("a password from a file is used, not shown, and may be changed by the next run", async () => {
  const role = nameRole();
  const { url } = await makeDatabase();
  const file = join(makeFolder(), "password");
  for (const password of ["correct-horse-battery", "staple'\\quoted\"word$$"]) {
    writeFileSync(file, `${password}\n`);
    const { stdout, stderr } = await createRoles(url, role, ["--app-password-file", file]);
    expect(`${stdout}${stderr}`).not.toContain(password);
    expect(stdout).toContain(`${role}:PASSWORD@`);
    const query = "SELECT rolpassword AS kept FROM pg_authid WHERE rolname = $1";
    const [{ kept } = { kept: "" }] = await ask<{ kept: string }>(url, query, [role]);
    const salt = Buffer.from(/:([^$]+)\$/.exec(kept)?.[1] ?? "", "base64");
    expect(scramVerifier(password, salt)).toBe(kept);
  }
});

it("what is kept of a password is what the server itself would keep", async () => {
  const role = nameRole();
  const url = inject("postgresUrl");
  await ask(url, "SELECT set_config('password_encryption', 'scram-sha-256', false)");
  await ask(url, `CREATE ROLE ${role} PASSWORD 'correct-horse-battery'`);
  const query = "SELECT rolpassword AS kept FROM pg_authid WHERE rolname = $1";
  const [{ kept } = { kept: "" }] = await ask<{ kept: string }>(url, query, [role]);
  const salt = Buffer.from(/:([^$]+)\$/.exec(kept)?.[1] ?? "", "base64");
  expect(scramVerifier("correct-horse-battery", salt)).toBe(kept);
});

it("--print gives the same rights when somebody else runs it, connects to nothing, and holds no password", async () => {
  const [role, printed] = [nameRole(), nameRole()];
  const [one, other] = [await makeDatabase(), await makeDatabase()];
  const nowhere = "postgres://ada:hunter2@127.0.0.1:1/awareness";
  const { code, stdout, stderr } = await createRoles(nowhere, printed, ["--print"]);
  expect(code).toBe(0);
  expect(`${stdout}${stderr}`).not.toContain("hunter2");
  const [, password = ""] =
    new RegExp(`//${printed}:([^@]+)@127\\.0\\.0\\.1:1/awareness\n$`).exec(stderr) ?? [];
  expect(password.length).toBeGreaterThan(20);
  expect(stdout).not.toContain(password);
  expect(await refusalOf(other.url, stdout)).toBe("P0001");
  await run(["migrate"], { AWARENESS_DATABASE_URL: other.url });
  for (const _ of ["first", "again"]) expect(await refusalOf(other.url, stdout)).toBeUndefined();
  await createdRoles(one.url, role);
  const [mine, theirs] = [await rightsOf(one.url, role), await rightsOf(other.url, printed)];
  const { role: _, ...rights } = theirs;
  expect(JSON.parse(JSON.stringify(rights).replaceAll(printed, role))).toEqual({ ...mine, role: undefined });
});

it.each([
  [["--create-roles", "--status"]],
  [["--create-roles", "--dry-run"]],
  [["--create-roles", "--to", "1"]],
  [["--create-roles", "--app-role", 'a"b']],
  [["--app-role", "a"]],
  [["--print"]],
])("migrate %j is wrong usage", async (args) => {
  const env = { AWARENESS_DATABASE_URL: "postgres://127.0.0.1:1/awareness" };
  expect((await run(["migrate", ...args], env)).code).toBe(2);
});

it("an SQLite file has no roles", async () => {
  const { code, stderr } = await run(["migrate", "--create-roles"], { AWARENESS_DATA_DIR: makeFolder() });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "awareness: --create-roles is for Postgres; an SQLite file has no roles.\n",
  });
});

it("no migration is left out of the script: every table of theirs is named in it", async () => {
  const { stdout } = await createRoles("postgres://127.0.0.1:1/awareness", "anybody", ["--print"]);
  const sql = NAMES.map((name) => readFileSync(join(MIGRATIONS, `${name}.sql`), "utf8")).join("\n");
  const tables = [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gi)].map(([, name]) => name);
  expect(tables.length).toBeGreaterThan(15);
  for (const name of tables) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
});
