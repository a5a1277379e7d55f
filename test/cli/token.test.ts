import { readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { call } from "./in-process.ts";
import { makeFolder, run } from "./support.ts";

const DAY_SECONDS = 86_400;

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

it("prints the token alone, for the owner of stdio clients, for 30 days", async () => {
  const { code, stdout, stderr } = await run(["token"], { AWARENESS_DATA_DIR: makeFolder() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const { sub, iss, aud, iat, exp } = claimsOf(stdout);
  expect({ sub, iss, aud }).toEqual({ sub: userInfo().username, iss: "awareness", aud: "awareness" });
  expect(Number(exp) - Number(iat)).toBe(30 * DAY_SECONDS);
});

it("carries what was asked for, and up to 366 days", async () => {
  const args = ["token", "--user", "ada", "--expires", "366d", "--scope", "memory:read", "--name", "laptop"];
  const { code, stdout } = await run(args, { AWARENESS_DATA_DIR: makeFolder() });
  expect(code).toBe(0);
  const { sub, scope, name, iat, exp } = claimsOf(stdout);
  expect({ sub, scope, name }).toEqual({ sub: "ada", scope: "memory:read", name: "laptop" });
  expect(Number(exp) - Number(iat)).toBe(366 * DAY_SECONDS);
});

it("what was minted can be listed and revoked, and the list holds no token", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  expect((await run(["token", "list"], env)).stdout).toBe("No tokens.\n");
  const { stdout: token } = await run(["token", "--user", "ada", "--name", "laptop"], env);
  await run(["token", "--user", "bob"], env);
  const id = String(claimsOf(token).jti);

  const listed = await run(["token", "list", "--user", "ada", "--json"], env);
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { id, owner: "ada", name: "laptop", scope: null, state: "valid" },
  ]);
  expect(await run(["token", "revoke", id], env)).toEqual({
    code: 0,
    stdout: `Revoked ${id}.\n`,
    stderr: "",
  });

  const { stdout: table } = await run(["token", "list"], env);
  expect(table).toMatch(new RegExp(`^${id}  ada .* revoked$`, "m"));
  expect(table).toMatch(/ bob .* valid$/m);
  expect(table).toMatch(/ bob +- +all +all /);
  expect(table).not.toContain(token.trim());
});

it("scopes may be repeated, and separated by spaces and commas", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const args = ["token", "--scope", "memory:read, memory:write", "--scope", "memory:delete memory:read"];
  const { stdout } = await run(args, env);
  expect(claimsOf(stdout).scope).toBe("memory:read memory:write memory:delete");
  expect((await run(["token", "list"], env)).stdout).toContain(
    "  memory:read memory:write memory:delete  all  ",
  );
});

it("a token is revoked with an answer as JSON where that is asked for", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const id = String(claimsOf((await run(["token"], env)).stdout).jti);
  const { code, stdout } = await run(["token", "revoke", id, "--json"], env);
  expect([code, JSON.parse(stdout)]).toEqual([0, { revoked: id }]);
  const listed = JSON.parse((await run(["token", "list", "--json"], env)).stdout);
  expect(listed).toMatchObject([{ id, scope: null, sources: null, state: "revoked" }]);
});

it.each(["stdio", "cli", "local", "expiry", "demo", "undo 3f4b8a6c"])(
  "no token is named %j, as the program's own writers are",
  async (name) => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await call(["token", "--name", name], { AWARENESS_DATA_DIR: folder });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^awareness: --name: Under the name .* choose another one.*\n$/);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it("revoking an unknown id fails and says where to look", async () => {
  const { code, stderr } = await run(["token", "revoke", "nope"], { AWARENESS_DATA_DIR: makeFolder() });
  expect(code).toBe(1);
  expect(stderr).toBe('awareness: No token has the id "nope"; awareness token list shows them.\n');
});

it("the secret is made once, private, and not at all when one is set", async () => {
  const folder = join(makeFolder(), "data");
  const env = { AWARENESS_DATA_DIR: folder };
  await run(["token"], { ...env, AWARENESS_JWT_SECRET: "0123456789abcdef0123456789abcdef" });
  expect(readdirSync(folder)).not.toContain("jwt-secret");
  await run(["token"], env);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "jwt-secret")).mode & 0o777).toBe(0o600);
});

it("secret prints 256 random bits, another 256 each time", async () => {
  const [one, two] = await Promise.all([run(["secret"]), run(["secret"])]);
  expect(one.stdout).toMatch(/^[\w-]{43}\n$/);
  expect(one.stdout).not.toBe(two.stdout);
});
