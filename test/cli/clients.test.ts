import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { ClientRecord } from "../../src/domain/oauth/client-store.ts";
import type { Grant } from "../../src/domain/oauth/grant-store.ts";
import type { Store } from "../../src/domain/store.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { makeFolder } from "./support.ts";

const CLAUDE = author.clientId ?? "";
const DAY = 86_400_000;

const aGrant = (parts: Partial<Grant> = {}): Grant => ({
  id: "grant-1",
  owner: alice,
  clientId: CLAUDE,
  clientName: "Claude",
  redirectHost: "claude.ai",
  scopes: ["memory:read", "memory:write"],
  payload: "{}",
  createdAt: Date.UTC(2026, 2, 1),
  expiresAt: Date.now() + DAY,
  ...parts,
});

const aClient = (parts: Partial<ClientRecord> = {}): ClientRecord => ({
  id: "client-1",
  name: "Script",
  origin: "added",
  metadata: { redirect_uris: ["http://127.0.0.1/callback"] },
  createdAt: 1,
  ...parts,
});

type Env = { readonly AWARENESS_DATA_DIR: string };
const storeOf = <T>({ AWARENESS_DATA_DIR: folder }: Env, use: (store: Store) => Promise<T>) =>
  useStore({ kind: "sqlite", path: `${folder}/awareness.db` }, use);

/** Two people with a client, of which one has written, and two clients that nobody has connected. */
async function fill(): Promise<Env> {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  await storeOf(env, async ({ entries, grants, clients }) => {
    await entries.insert(alice, anEntry(), author);
    await entries.insert(alice, anEntry(), author);
    await grants.save(aGrant());
    await grants.use("grant-1", Date.UTC(2026, 2, 2));
    const late = { createdAt: Date.UTC(2026, 2, 3), sources: ["website", "shop"] };
    await grants.save(aGrant({ id: "grant-2", owner: bob, scopes: ["memory:read"], ...late }));
    await clients.insert(aClient(), 100);
    await clients.insert(aClient({ id: "client-2", origin: "registered" }), 100);
  });
  return env;
}

it("clients list shows who has connected what, newest first, what it may do and did, and what is added", async () => {
  const env = await fill();
  const { code, stdout, stderr } = await call(["clients", "list", "--json"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const claude = { client_id: CLAUDE, name: "Claude", host: "claude.ai" };
  const nothing = { scopes: null, sources: null, connected_at: null, used_at: null, writes: null };
  expect(JSON.parse(stdout)).toEqual([
    {
      ...claude,
      user: "bob",
      scopes: ["memory:read"],
      sources: ["website", "shop"],
      connected_at: "2026-03-03T00:00:00.000Z",
      used_at: null,
      writes: 0,
    },
    {
      ...claude,
      user: "alice",
      scopes: ["memory:read", "memory:write"],
      sources: null,
      connected_at: "2026-03-01T00:00:00.000Z",
      used_at: "2026-03-02T00:00:00.000Z",
      writes: 2,
    },
    { client_id: "client-1", name: "Script", host: "127.0.0.1", user: null, ...nothing },
  ]);
  const { stdout: table } = await call(["clients", "list"], env);
  expect(table).toMatch(/^NAME +ID +HOST +USER +MAY +SOURCES +CONNECTED +USED +WRITES$/m);
  expect(table).toMatch(/ alice +read,write +all +2026-03-01T\S+ +2026-03-02T\S+ +2$/m);
  expect(table).toMatch(/ bob +read +website,shop +2026-03-03T\S+ +- +0$/m);
  expect(table).toMatch(/^Script +client-1 +127\.0\.0\.1 +not connected +- +- +- +- +-$/m);
  const { stdout: hers } = await call(["clients", "list", "--user", "alice", "--json"], env);
  expect(JSON.parse(hers).map(({ user }: { user: string }) => user)).toEqual(["alice"]);
});

it("what a client calls itself cannot disguise the table", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const clientName = `\u001b[2KClaude\n\u202e${"x".repeat(300)}`;
  await storeOf(env, ({ grants }) => grants.save(aGrant({ clientName, redirectHost: "evil\u001b[0m" })));
  const { stdout } = await call(["clients", "list"], env);
  expect(stdout.split("\n")).toHaveLength(3);
  for (const hidden of ["\u001b", "\u202e", "x".repeat(50)]) expect(stdout).not.toContain(hidden);
});

it("clients list makes no database, and says when there is nothing", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  expect(await call(["clients", "list"], env)).toEqual({ code: 0, stdout: "No clients.\n", stderr: "" });
  expect(readdirSync(env.AWARENESS_DATA_DIR)).toEqual([]);
});

it("clients revoke --user takes back what one user allowed, and nothing of others", async () => {
  const env = await fill();
  expect(await call(["clients", "revoke", CLAUDE, "--user", "alice"], env)).toEqual({
    code: 0,
    stdout: `Ended 1 connection of ${CLAUDE}; every node refuses its tokens within 5 seconds.\n`,
    stderr: "",
  });
  const [first, second] = await storeOf(env, async ({ grants }) => [
    await grants.find("grant-1"),
    await grants.find("grant-2"),
  ]);
  expect(first?.revokedAt).toBeDefined();
  expect(second?.revokedAt).toBeUndefined();
});

it("clients revoke takes back what all users allowed, and removes a client that is kept", async () => {
  const env = await fill();
  await storeOf(env, ({ grants }) => grants.save(aGrant({ id: "grant-3", clientId: "client-1" })));
  const all = await call(["clients", "revoke", CLAUDE, "--json"], env);
  expect(JSON.parse(all.stdout)).toEqual({ client_id: CLAUDE, connections: 2, removed: false });
  const kept = await call(["clients", "revoke", "client-1"], env);
  expect(kept.stdout).toMatch(/^Ended 1 connection of client-1; .* The client is removed\.\n$/);
  const unused = await call(["clients", "revoke", "client-2"], env);
  expect(unused.stdout).toBe("client-2 was not connected. The client is removed.\n");
  expect(await call(["clients", "list"], env)).toMatchObject({ stdout: "No clients.\n" });
});

it.each([
  [["clients", "revoke", "nope"], 'No client has the id "nope"; awareness clients list shows them.'],
  [
    ["clients", "revoke", CLAUDE, "--user", "carol"],
    `No client of carol has the id "${CLAUDE}"; awareness clients list shows them.`,
  ],
])("%j finds nothing to take back", async (args, message) => {
  for (const env of [await fill(), { AWARENESS_DATA_DIR: makeFolder() }]) {
    expect(await call(args, env)).toEqual({ code: 1, stdout: "", stderr: `awareness: ${message}\n` });
  }
});

const ADD = ["clients", "add", "--name", "Team agent"];

it("clients add keeps a client without a secret, for people's machines", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const uris = [
    "--redirect-uri",
    "http://127.0.0.1/callback",
    "--redirect-uri",
    "https://agent.example.org/cb",
  ];
  const { code, stdout } = await call([...ADD, ...uris], env);
  const id = /^Client id: {6}([\da-f-]{36})\n$/.exec(stdout)?.[1] ?? "";
  expect([code, id]).toEqual([0, expect.stringMatching(/./)]);
  const [client] = await storeOf(env, ({ clients }) => clients.list());
  expect(client).toMatchObject({ id, name: "Team agent", origin: "added" });
  expect(client?.secretHash).toBeUndefined();
  expect(client?.metadata).toEqual({
    client_name: "Team agent",
    redirect_uris: ["http://127.0.0.1/callback", "https://agent.example.org/cb"],
    application_type: "native",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  });
});

it("clients add --confidential prints a secret, of which the hash is kept", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const args = [...ADD, "--confidential", "--redirect-uri", "https://agent.example.org/cb"];
  const { client_secret: secret, client_id: id } = JSON.parse((await call([...args, "--json"], env)).stdout);
  expect(secret).toMatch(/^[\w-]{43}$/);
  const client = await storeOf(env, ({ clients }) => clients.find(id));
  expect(client?.secretHash).toBe(createHash("sha256").update(secret).digest("base64url"));
  expect(client?.metadata).toMatchObject({
    application_type: "web",
    token_endpoint_auth_method: "client_secret_basic",
  });
  expect((await call(args, env)).stdout).toMatch(
    /^Client id: {6}\S+\nClient secret: {2}[\w-]{43}\nThe secret is not shown again\.\n$/,
  );
});

it("clients add takes a scheme of a program's own that the operator has named", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const args = [...ADD, "--redirect-uri", "myapp://callback"];
  expect((await call(args, env)).code).toBe(2);
  const named = { AWARENESS_OAUTH_SERVER: "true", AWARENESS_OAUTH_REDIRECT_URIS: "myapp://callback" };
  expect((await call(args, { ...env, ...named })).code).toBe(0);
});

it.each([
  [
    [...ADD, "--redirect-uri", "http://localhost.evil/cb"],
    /--redirect-uri: "http:\/\/localhost\.evil\/cb" will not do\. It is http/,
  ],
  [[...ADD], /required option '--redirect-uri <uri>' not specified/],
  [["clients", "add", "--redirect-uri", "https://a.example/cb"], /required option '--name <name>'/],
  [["clients", "add", "--name", "\u202e", "--redirect-uri", "https://a.example/cb"], /--name: A name has/],
  [
    [...ADD, ...Array.from({ length: 21 }, (_, n) => ["--redirect-uri", `https://a.example/${n}`]).flat()],
    /At most 20/,
  ],
])("%j is refused in one line, and nothing is made", async (args, message) => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const { code, stdout, stderr } = await call(args, env);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^awareness: .+\n$/);
  expect(readdirSync(env.AWARENESS_DATA_DIR)).toEqual([]);
});
