import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeServer } from "./copy-support.ts";
import { ask, makeDatabase, nameRole } from "./postgres-support.ts";
import { finish, makeFolder, run, start, untilSaid } from "./support.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

async function startNode(url: string, env: Readonly<Record<string, string>> = {}) {
  const settings = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_DATABASE_URL: url, ...env };
  const child = start(["serve", "--http", "--port", "0"], settings);
  const said = await untilSaid(child.stderr, "Token:");
  return { child, said, settings, url: /^Connector URL: +(\S+)$/m.exec(said)?.[1] ?? "" };
}

/** Calls a tool as clients of 2026 do. */
async function call(url: string, token: string, name: string, args: object) {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "0" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: args, _meta },
    }),
  });
  return (await response.json()) as { result: { structuredContent: Record<string, unknown> } };
}

it("says where the data lies without the password, and how to get a token; warns of a secret of its own only", async () => {
  const server = await makeServer();
  const { child, said } = await startNode(server.url);
  const { host, pathname } = new URL(server.url);
  expect(said).toContain(`Data:           postgres://${host}${pathname}\n`);
  expect(said).toMatch(
    /^Token: +AWARENESS_DATA_DIR=\S+ npx awareness token --user \S+ \(with the same AWARENESS_DATABASE_URL\)$/m,
  );
  expect(said).toContain("Set AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_FILE on every node.");
  expect(said).not.toMatch(/only-for-tests|the database role/);
  child.kill("SIGTERM");
  expect((await finish(child)).code).toBe(0);
});

it("nodes that share database and secret take each other's tokens and see each other's entries", async () => {
  const server = await makeServer();
  const env = { AWARENESS_JWT_SECRET: SECRET };
  const [one, other] = [await startNode(server.url, env), await startNode(server.url, env)];
  expect(one.said).not.toContain("on every node");
  expect(one.said).toMatch(/ \(with the same AWARENESS_DATABASE_URL and AWARENESS_JWT_SECRET\)$/m);
  const minted = await run(["token", "--user", "ada"], one.settings);
  expect(minted.stderr).toBe("");
  const token = minted.stdout.trim();
  const note = { source: "test", tags: [], description: "Told to the first node", learned_from: "test" };
  await call(one.url, token, "remember", note);
  const { result } = await call(other.url, token, "get_knowledge", {});
  expect(result.structuredContent.entries).toMatchObject([{ data: { description: note.description } }]);
});

it("a server that is read-only is said at start, and is not away", async () => {
  const server = await makeServer();
  const name = new URL(server.url).pathname.slice(1);
  await ask(server.adminUrl, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const node = await startNode(server.url, { AWARENESS_JWT_SECRET: SECRET });
  expect(node.said).toContain("the database is read-only, a replica or set so: nothing can be stored.");
  expect((await fetch(new URL("/ready", node.url))).status).toBe(200);
});

it("a token that other nodes would refuse comes with the same warning", async () => {
  const server = await makeServer();
  const env = { AWARENESS_DATABASE_URL: server.url, AWARENESS_DATA_DIR: join(makeFolder(), "data") };
  const { code, stdout, stderr } = await run(["token"], env);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
  expect(stderr).toMatch(
    /^awareness: Tokens are signed with a secret that only this data folder has;[^\n]*\n$/,
  );
});

it("a client's own process works on it over stdio", async () => {
  const server = await makeServer();
  const child = start(["serve"], { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_DATABASE_URL: server.url });
  const said = finish(child);
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const client = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "0" } };
  send({ id: 1, method: "initialize", params: client });
  send({ method: "notifications/initialized" });
  const note = { source: "test", tags: [], description: "Over stdio", learned_from: "test" };
  send({ id: 2, method: "tools/call", params: { name: "remember", arguments: note } });
  while (!String(await once(child.stdout, "data")).includes('"id":2'));
  child.stdin.end();
  expect((await said).code).toBe(0);
  const { stdout } = await run(["get"], {
    AWARENESS_DATA_DIR: makeFolder(),
    AWARENESS_DATABASE_URL: server.url,
  });
  expect(stdout).toContain("Over stdio");
});

it("a superuser is warned of; AWARENESS_DATABASE_STRICT refuses it in one line", async () => {
  const { adminUrl } = await makeServer();
  const { said } = await startNode(adminUrl);
  expect(said).toContain("the database role is a superuser");
  const env = { AWARENESS_DATABASE_URL: adminUrl, AWARENESS_DATABASE_STRICT: "true" };
  const { code, stdout, stderr } = await run(["serve"], { ...env, AWARENESS_DATA_DIR: makeFolder() });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^awareness: .+\n$/m);
});

it("a role that may not migrate says who must", async () => {
  const role = nameRole();
  const database = await makeDatabase();
  await ask(
    database.url,
    `CREATE ROLE ${role} LOGIN PASSWORD 'hunter2'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
  );
  const env = { AWARENESS_DATABASE_URL: database.urlAs(role, "hunter2"), AWARENESS_DATA_DIR: makeFolder() };
  const { code, stderr } = await run(["serve"], env);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^awareness: The database has schema 0, .*`awareness migrate` with the role that owns/m,
  );
});

it("a server that cannot be reached is one line, without the password", async () => {
  const env = {
    AWARENESS_DATABASE_URL: "postgres://ada:hunter2@127.0.0.1:1/awareness",
    AWARENESS_DATA_DIR: join(makeFolder(), "data"),
    AWARENESS_LOG_LEVEL: "silent",
  };
  for (const args of [["serve"], ["serve", "--http"], ["brief"], ["token"], ["migrate"]]) {
    const { code, stdout, stderr } = await run([...args, "--debug"], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: The database at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
    expect(stderr).not.toContain("hunter2");
  }
});

it("a demo is a file, and may be made while the memory is on a server", async () => {
  const folder = makeFolder();
  const env = {
    AWARENESS_DATABASE_URL: "postgres://ada:hunter2@127.0.0.1:1/awareness",
    AWARENESS_DATA_DIR: folder,
  };
  expect((await run(["demo"], env)).stdout).toContain(`Filled ${folder}/demo.db`);
  const other = await run(["demo", "--database", "postgres://127.0.0.1:1/demo"], env);
  expect(other).toMatchObject({ code: 2, stderr: "awareness: --database: a demo is a file; name one.\n" });
});
