import { once } from "node:events";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startFakeProvider } from "../auth/providers/support/fake-provider.ts";
import { makeFolder, run, start, untilSaid } from "./support.ts";

interface Check {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly remedy?: string;
}

async function examine(env: Readonly<Record<string, string>>) {
  const { code, stdout } = await run(["doctor", "--json"], { AWARENESS_PORT: "0", ...env });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: readonly Check[] };
  return { code, ok, find: (name: string) => checks.find(({ check }) => check === name), checks };
}

it("on a fresh machine everything passes, and nothing is created", async () => {
  const folder = join(makeFolder(), "data");
  const { code, ok, checks } = await examine({ AWARENESS_DATA_DIR: folder });
  expect({ code, ok, others: checks.filter(({ status }) => status === "fail") }).toEqual({
    code: 0,
    ok: true,
    others: [],
  });
  expect(checks.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      "node",
      "configuration",
      "sqlite",
      "schema",
      "data_folder",
      "secret",
      "clock",
      "providers",
      "port",
    ]),
  );
  expect(readdirSync(join(folder, ".."))).toEqual([]);
});

it("a database in use is whole, and left as it is", async () => {
  const folder = makeFolder();
  const env = { AWARENESS_DATA_DIR: folder };
  await run(["token"], env);
  const before = readdirSync(folder).sort();
  const { code, find } = await examine(env);
  expect(code).toBe(0);
  expect(find("schema")?.detail).toContain("the newest");
  expect(find("integrity")?.status).toBe("pass");
  expect(readdirSync(folder).sort()).toEqual(before);
});

it("files open to other users are a warning with the remedy", async () => {
  const folder = makeFolder();
  const env = { AWARENESS_DATA_DIR: folder };
  await run(["token"], env);
  chmodSync(join(folder, "jwt-secret"), 0o644);
  chmodSync(folder, 0o755);
  const { code, find } = await examine(env);
  expect(code).toBe(0);
  expect(find("secret")).toMatchObject({ status: "warn", remedy: `chmod 600 ${folder}/jwt-secret` });
  expect(find("data_folder")).toMatchObject({ status: "warn", remedy: `chmod 700 ${folder}` });
});

it("a file that is no database fails", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "awareness.db"), "this is not a database, whatever its name says".repeat(100));
  const { code, ok, checks } = await examine({ AWARENESS_DATA_DIR: folder });
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  const failed = checks.filter(({ status }) => status === "fail");
  expect(failed.length).toBeGreaterThan(0);
  for (const { remedy } of failed) expect(remedy).toMatch(/\w/);
});

it("a file in the place of the data folder fails, whichever database is used", async () => {
  const folder = makeFolder();
  const file = join(folder, "file");
  writeFileSync(file, "");
  const env = { AWARENESS_DATA_DIR: file, AWARENESS_DATABASE_URL: `sqlite:${folder}/a.db` };
  expect((await examine(env)).find("data_folder")?.status).toBe("fail");
});

it("a wrong variable is a finding, one without effect a warning, a wrong option wrong usage", async () => {
  const wrong = await examine({ AWARENESS_JWT_SECRET: "hunter2" });
  expect(wrong.code).toBe(1);
  expect(wrong.find("configuration")).toMatchObject({ status: "fail" });
  expect(JSON.stringify(wrong.checks)).not.toContain("hunter2");
  const idle = await examine({ AWARENESS_DATA_DIR: makeFolder(), AWARENESS_OAUTH_USER_CLAIM: "x" });
  expect(idle.find("configuration")).toMatchObject({ status: "warn" });
  expect((await run(["doctor", "--database", "mysql:x"])).code).toBe(2);
});

it("a key pair that signs is named, and fails when it cannot be opened", async () => {
  const sealing = "0123456789abcdef0123456789abcdef";
  const bare = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_JWT_ALGORITHM: "EdDSA" };
  const env = { ...bare, AWARENESS_KEY: sealing };
  expect((await examine(env)).find("signing_keys")).toMatchObject({
    status: "pass",
    detail: expect.stringContaining("no key of EdDSA yet"),
  });
  expect(readdirSync(bare.AWARENESS_DATA_DIR)).toEqual([]);
  await run(["token"], env);
  const [{ id }] = JSON.parse((await run(["keys", "list", "--json"], env)).stdout);
  expect((await examine(env)).find("signing_keys")).toEqual({
    check: "signing_keys",
    status: "pass",
    detail: `signs with ${id} (EdDSA), sealed with AWARENESS_KEY`,
  });
  for (const wrong of [bare, { ...bare, AWARENESS_KEY: `other${sealing}` }]) {
    const { code, find } = await examine(wrong);
    expect([code, find("signing_keys")?.status]).toEqual([1, "fail"]);
    expect(find("signing_keys")?.detail).toContain(id);
    expect(find("signing_keys")?.remedy).toContain("AWARENESS_KEY");
  }
  const another = await examine({ ...bare, AWARENESS_JWT_ALGORITHM: "ES256" });
  expect(another.find("signing_keys")).toMatchObject({ status: "fail" });
  expect(
    (await examine({ AWARENESS_DATA_DIR: bare.AWARENESS_DATA_DIR })).find("signing_keys"),
  ).toBeUndefined();

  const said = await untilSaid(start(["serve", "--http", "--port", "0"], bare).stderr, "Token:");
  expect(said.match(/No new token can be signed; .*AWARENESS_KEY/g)).toHaveLength(1);
});

it("identity providers are asked for their keys, each in a line; one that is away is a warning", async () => {
  await using provider = await startFakeProvider();
  await using silent = await startFakeProvider();
  silent.onMetadata = () => {};
  const away = "http://127.0.0.1:9/";
  const providers = [provider.issuer, away, silent.issuer].map((issuer) => ({ issuer }));
  const { code, checks } = await examine({
    AWARENESS_DATA_DIR: makeFolder(),
    AWARENESS_PUBLIC_URL: "https://memory.example.org",
    AWARENESS_OAUTH_PROVIDERS: JSON.stringify(providers),
  });
  expect(code).toBe(0);
  const found = checks.filter(({ check }) => check === "identity_provider");
  expect(found.map(({ status, detail }) => [status, detail])).toEqual([
    ["pass", `${provider.issuer} answers and has keys for ES256`],
    ["warn", `${away} cannot be reached (ECONNREFUSED)`],
    ["warn", `${silent.issuer} does not answer in time`],
  ]);
  expect(silent.total()).toBe(1);
});

it("the built-in OAuth server is shown with its addresses, and only where it is on", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_OAUTH_SERVER: "true", AWARENESS_PORT: "8427" };
  expect(
    (await examine({ AWARENESS_DATA_DIR: env.AWARENESS_DATA_DIR })).find("oauth_server"),
  ).toBeUndefined();
  const local = (await examine(env)).find("oauth_server");
  expect(local).toMatchObject({
    status: "pass",
    detail: expect.stringContaining("http://127.0.0.1:8427/mcp"),
  });
  expect(local?.detail).toContain("passkeys need a host name");
  const named = await examine({ ...env, AWARENESS_PUBLIC_URL: "https://memory.example.org" });
  expect(named.find("oauth_server")).toMatchObject({
    status: "pass",
    detail:
      "clients connect by https://memory.example.org/mcp, people sign in at https://memory.example.org/oauth/account",
  });
  expect(named.find("trusted_proxies")).toMatchObject({
    status: "warn",
    detail: expect.stringContaining("set AWARENESS_TRUSTED_PROXIES"),
  });
});

it("a port is free, answered by awareness, or taken by somebody else", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const server = start(["serve", "--http", "--port", "0"], env);
  const said = await untilSaid(server.stderr, "Token:");
  const port = /127\.0\.0\.1:(\d+)\/mcp/.exec(said)?.[1] ?? "";
  expect((await examine({ ...env, AWARENESS_PORT: port })).find("port")?.detail).toContain(
    "answered by awareness",
  );
  server.kill("SIGTERM");
  await once(server, "exit");
  expect((await examine({ ...env, AWARENESS_PORT: port })).find("port")?.detail).toContain("is free");

  const other = createServer((socket) => socket.destroy());
  onTestFinished(() => void other.close());
  other.listen(Number(port), "127.0.0.1");
  await once(other, "listening");
  const { code, find } = await examine({ ...env, AWARENESS_PORT: port });
  expect(code).toBe(1);
  expect(find("port")).toMatchObject({ status: "fail" });
});

it("without --json every line starts with its outcome, and a remedy follows", async () => {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const { stdout } = await run(["doctor"], { AWARENESS_DATA_DIR: folder, AWARENESS_PORT: "0" });
  for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(/^(pass|warn|fail) {2}\w|^ +-> \w/);
  expect(stdout).toContain(`-> chmod 700 ${folder}`);
});
