import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { finish, makeFolder, run, start, untilSaid } from "./support.ts";

async function startServer(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = start(["serve", "--http", "--port", "0", ...args], env);
  const said = await untilSaid(child.stderr, "Token:");
  const url = /^Connector URL: +(\S+)$/m.exec(said)?.[1] ?? "";
  return { child, said, url };
}

it("with a public address also says where a tunnel finds it", async () => {
  const folder = join(makeFolder(), "data");
  const env = { AWARENESS_DATA_DIR: folder, AWARENESS_PUBLIC_URL: "https://memory.example.org" };
  const { said, url } = await startServer([], env);
  expect(url).toBe("https://memory.example.org/mcp");
  expect(said).toMatch(/^On this machine: http:\/\/127\.0\.0\.1:\d+\/mcp$/m);
});

it("says where to connect, where the data lies and how to get a token, even when logs are silent", async () => {
  const folder = join(makeFolder(), "data");
  const env = { AWARENESS_DATA_DIR: folder, AWARENESS_LOG_LEVEL: "silent" };
  const { child, said } = await startServer([], env);
  expect(said).toMatch(
    new RegExp(
      `^Connector URL: +http://127\\.0\\.0\\.1:\\d+/mcp\nData: +${folder}/awareness\\.db\n` +
        `Token: +AWARENESS_DATA_DIR=${folder} npx awareness token --user ${userInfo().username}\n$`,
    ),
  );
  child.kill("SIGTERM");
  expect(await finish(child)).toEqual({ code: 0, stdout: "", stderr: "" });
});

it("the token command names the owner and the database of this server", async () => {
  const folder = makeFolder();
  const database = `sqlite:${folder}/my notes.db`;
  const { said } = await startServer(["--owner", "ada", "--database", database], {
    AWARENESS_DATA_DIR: folder,
  });
  expect(said).toContain(`npx awareness token --user ada --database '${database}'\n`);
});

it.each([
  [
    "the secret's variable, which is not repeated",
    { AWARENESS_JWT_SECRET: "s".repeat(40) },
    "(with the same AWARENESS_JWT_SECRET)",
  ],
  ["another algorithm", { AWARENESS_JWT_ALGORITHM: "ES256" }, "AWARENESS_JWT_ALGORITHM=ES256 "],
  ["the file of the secret", { AWARENESS_JWT_SECRET_FILE: "secret" }, "AWARENESS_JWT_SECRET_FILE="],
])("the token command names %s", async (_, env, hint) => {
  const folder = makeFolder();
  writeFileSync(join(folder, "secret"), "s".repeat(40));
  const files =
    "AWARENESS_JWT_SECRET_FILE" in env ? { AWARENESS_JWT_SECRET_FILE: join(folder, "secret") } : {};
  const { said } = await startServer([], { AWARENESS_DATA_DIR: folder, ...env, ...files });
  expect(said).toContain(hint);
  expect(said).not.toContain("ssss");
});

it("a server on every address says one that leads to it", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_HOST: "0.0.0.0" };
  const { url } = await startServer([], env);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect((await fetch(url.replace("/mcp", "/health"))).status).toBe(200);
});

it("without auth it says that no token is needed", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_AUTH_REQUIRED: "false" };
  expect((await startServer([], env)).said).toMatch(/^Token: +none needed/m);
});

it("a minted token opens the endpoint, until it is revoked", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const { url } = await startServer([], env);
  const token = (await run(["token"], env)).stdout.trim();
  const status = async () =>
    (await fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${token}` } })).status;
  expect(await status()).not.toBe(401);
  const [listed] = JSON.parse((await run(["token", "list", "--json"], env)).stdout);
  await run(["token", "revoke", listed.id], env);
  await expect.poll(status, { timeout: 10_000 }).toBe(401);
});

it.each(["SIGTERM", "SIGINT"] as const)("%s ends it with 0", async (signal) => {
  const { child } = await startServer([], { AWARENESS_DATA_DIR: makeFolder() });
  child.kill(signal);
  expect((await finish(child)).code).toBe(0);
});

it("a port in use is one line with the remedy", async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_LOG_LEVEL: "silent" };
  const { code, stdout, stderr } = await run(["serve", "--http", "--port", String(port)], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(new RegExp(`^awareness: .*${port}.*--port.*\n$`));
});
