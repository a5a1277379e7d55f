import { expect, it } from "vitest";
import { anEntry, author, bob } from "../contract/fixtures.ts";
import { makeServer, useStore } from "./copy-support.ts";
import { ask, makeDatabase } from "./postgres-support.ts";
import { makeFolder, run } from "./support.ts";

interface Check {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly remedy?: string;
}

async function examine(url: string, env: Readonly<Record<string, string>> = {}) {
  const settings = {
    AWARENESS_PORT: "0",
    AWARENESS_DATA_DIR: makeFolder(),
    AWARENESS_DATABASE_URL: url,
    ...env,
  };
  const { code, stdout, stderr } = await run(["doctor", "--json"], settings);
  expect(`${stdout}${stderr}`).not.toMatch(/only-for-tests|hunter2/);
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  return { code, checks, find: (name: string) => checks.find(({ check }) => check === name) };
}

it("with the role that --create-roles makes, all is well but what the test server does without", async () => {
  const server = await makeServer();
  await useStore(server, (store) => store.entries.insert(bob, anEntry(), author));
  const { code, checks, find } = await examine(server.url, {
    AWARENESS_JWT_SECRET: "only-for-tests-of-the-doctor-0123456789",
  });
  expect(code).toBe(0);
  const names = [
    "server",
    "role",
    "durability",
    "rights",
    "row_security",
    "search_index",
    "pgvector",
    "server_clock",
  ];
  expect(checks.map(({ check }) => check)).toEqual(
    expect.arrayContaining([...names, "connections", "schema"]),
  );
  const unwell = checks.filter(({ status }) => status !== "pass").map(({ check }) => check);
  expect(unwell.filter((check) => check !== "data_folder")).toEqual(
    (await isDurable(server.adminUrl)) ? [] : ["durability"],
  );
  const { host, pathname } = new URL(server.url);
  expect(find("server")?.detail).toMatch(/^Postgres \d+\.\d+ at /);
  expect(find("server")?.detail).toContain(`at postgres://${host}${pathname}`);
  expect(find("row_security")?.detail).toBe("on for all tables; a stranger sees nothing");
  expect(find("search_index")?.detail).toBe("at most 1 changes to come, of 1 owner");
  expect(find("schema")?.detail).toContain("the newest");
});

async function isDurable(url: string): Promise<boolean> {
  const [row] = await ask<{ fsync: string }>(url, "SHOW fsync");
  return row?.fsync === "on";
}

it("a superuser is warned of, and with AWARENESS_DATABASE_STRICT a failure", async () => {
  const { adminUrl } = await makeServer();
  const remedy = "Run awareness migrate --create-roles, and connect as awareness_app.";
  const { code, find } = await examine(adminUrl);
  expect(code).toBe(0);
  expect(find("role")).toMatchObject({ status: "warn", remedy });
  expect(find("row_security")).toMatchObject({ status: "warn" });
  const strict = await examine(adminUrl, { AWARENESS_DATABASE_STRICT: "true" });
  expect(strict.code).toBe(1);
  expect(strict.find("role")).toMatchObject({ status: "fail", remedy });
});

it.each([
  ["row_security", "ALTER TABLE entries DISABLE ROW LEVEL SECURITY", "entries"],
  ["row_security", "ALTER TABLE reads NO FORCE ROW LEVEL SECURITY", "reads"],
  ["row_security", "DROP POLICY owner ON baselines", "baselines"],
  ["row_security", "CREATE POLICY open ON tokens USING (true)", "tokens"],
  ["rights", "REVOKE INSERT ON actions FROM ROLE", "actions"],
])("%s fails after %s, and names the table", async (check, change, table) => {
  const server = await makeServer();
  await useStore(server, (store) =>
    store.tokens.insert({ id: "t", owner: bob, createdAt: 1, expiresAt: 9e12 }),
  );
  await ask(server.adminUrl, change.replace("ROLE", new URL(server.url).username));
  const { code, find } = await examine(server.url);
  expect(code).toBe(1);
  expect(find(check)).toMatchObject({ status: "fail", detail: expect.stringContaining(table) });
  expect(find(check)?.remedy).toMatch(/\w/);
});

it("a read-only server fails: it is a replica, or set so", async () => {
  const server = await makeServer();
  const name = new URL(server.url).pathname.slice(1);
  await ask(server.adminUrl, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const { code, find } = await examine(server.url);
  expect(code).toBe(1);
  expect(find("server")).toMatchObject({ status: "fail", detail: expect.stringContaining("read-only") });
});

it("a secret of this data folder only is a warning", async () => {
  const { find } = await examine((await makeServer()).url);
  expect(find("secret")).toMatchObject({ status: "warn", remedy: expect.stringContaining("on every node") });
});

it("a database without tables fails where nothing may make them", async () => {
  const { url } = await makeDatabase();
  const { code, find } = await examine(url, { AWARENESS_AUTO_MIGRATE: "false" });
  expect(code).toBe(1);
  expect(find("schema")).toMatchObject({
    status: "fail",
    detail: "no tables",
    remedy: "Run awareness migrate.",
  });
});

it("a newer schema that still serves this program passes", async () => {
  const server = await makeServer();
  const [{ newest } = { newest: 0 }] = await ask<{ newest: number }>(
    server.adminUrl,
    "INSERT INTO migrations SELECT max(number) + 1, 'later', 'x', 1, 1 FROM migrations RETURNING number - 1 AS newest",
  );
  const known = `this program knows ${newest} and may go on`;
  expect((await examine(server.url)).find("schema")).toEqual({
    check: "schema",
    status: "pass",
    detail: `${newest + 1}; ${known}`,
  });
  const { stdout } = await run(["migrate", "--status"], { AWARENESS_DATABASE_URL: server.url });
  expect(stdout).toBe(`Schema ${newest + 1}; ${known}.\n`);
});

it("the database of the sessions is looked at where it is another one", async () => {
  const [server, other] = [await makeServer(), await makeServer()];
  const shown = `postgres://${new URL(other.url).host}${new URL(other.url).pathname}`;
  const well = await examine(server.url, { AWARENESS_SESSION_DATABASE_URL: other.url });
  expect(well.find("sessions")?.detail).toContain(shown);
  expect(well.find("sessions")?.status).not.toBe("fail");
  const away = "postgres://ada:hunter2@127.0.0.1:1/sessions";
  const { code, find } = await examine(server.url, { AWARENESS_SESSION_DATABASE_URL: away });
  expect(code).toBe(1);
  expect(find("sessions")).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("postgres://127.0.0.1:1/sessions"),
    remedy: "Start the server, or correct AWARENESS_SESSION_DATABASE_URL.",
  });
  expect(find("server")?.status).toBe("pass");
});

it("connections that a node could not get are a warning", async () => {
  const server = await makeServer();
  const { find } = await examine(server.url, { AWARENESS_DATABASE_CONNECTIONS: "1000" });
  expect(find("connections")).toMatchObject({
    status: "warn",
    detail: expect.stringContaining("a node opens up to 1005"),
  });
});

it.each([
  ["a server that does not run", "postgres://ada:hunter2@127.0.0.1:1/awareness", "ECONNREFUSED"],
  [
    "a host that there is not",
    "host=nowhere.invalid dbname=x user=ada password=hunter2",
    "ENOTFOUND|EAI_AGAIN",
  ],
])("%s fails, with the reason and the remedy", async (_, url, reason) => {
  const { code, find } = await examine(url);
  expect(code).toBe(1);
  expect(find("server")).toMatchObject({
    status: "fail",
    detail: expect.stringMatching(new RegExp(`^postgres://.* cannot be reached.* \\((${reason})\\)$`)),
    remedy: "Start the server, or correct AWARENESS_DATABASE_URL.",
  });
  expect(find("schema")).toBeUndefined();
});

it("a database that is not there fails; an empty one waits for its first start", async () => {
  const server = await makeServer();
  const other = new URL(server.adminUrl);
  other.pathname = "/awareness_test_no_such_database";
  expect((await examine(other.href)).find("server")?.detail).toMatch(
    /does not exist on this server\. \(3D000\)$/,
  );
  await ask(server.adminUrl, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const { code, find } = await examine(server.adminUrl);
  expect(code).toBe(0);
  expect(find("schema")?.detail).toMatch(/^no database yet/);
  expect(find("rights")).toBeUndefined();
});

it("the key pair that signs is named, before and after there is one", async () => {
  const { url } = await makeServer();
  const env = { AWARENESS_JWT_ALGORITHM: "EdDSA", AWARENESS_KEY: "only-for-tests-of-the-doctor-0123456789" };
  const look = async (more = {}) => (await examine(url, { ...env, ...more })).find("signing_keys");
  expect(await look()).toMatchObject({ status: "pass", detail: expect.stringContaining("no key of EdDSA") });
  await run(["token"], { ...env, AWARENESS_DATABASE_URL: url, AWARENESS_DATA_DIR: makeFolder() });
  expect(await look()).toMatchObject({
    status: "pass",
    detail: expect.stringMatching(/^signs with \S{43} \(EdDSA\), sealed/),
  });
  expect(await look({ AWARENESS_KEY: "another-key-for-tests-of-the-doctor-0123" })).toMatchObject({
    status: "fail",
  });
});
