import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { program, SECRET } from "./keys-support.ts";
import { makeFolder, run } from "./support.ts";

const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as Record<string, unknown>;

it("a secret of the data folder is rotated, listed without a bit of it, and dropped", async () => {
  const { folder, ask, askJson, said } = program();
  expect((await ask("keys", "list")).stdout).toBe("No keys; the first token makes one.\n");
  await ask("token", "--expires", "3d");
  const rotated = await ask("keys", "rotate");
  expect(rotated.code).toBe(0);
  expect(rotated.stdout).toMatch(
    /^hs-\w{12} signs from now on\.\nOld secrets stay accepted\. The last token recorded here ends at \d{4}-.*Z; after that, awareness keys drop ends them\.\n$/,
  );
  const [newer, older] = await askJson("keys", "list");
  expect(newer).toMatchObject({ algorithm: "HS256", place: "data folder", state: "signing", sealed: null });
  expect(older).toMatchObject({ algorithm: "HS256", place: "data folder", state: "accepted" });
  expect([Date.parse(newer.created) > 0, Date.parse(older.created) > 0]).toEqual([true, true]);
  expect((await ask("keys", "list")).stdout).toMatch(
    new RegExp(`^ID +ALGORITHM +PLACE +CREATED +STATE.*\n${newer.id} .* signing .*\n${older.id} .* accepted`),
  );
  const path = join(folder, "jwt-secret");
  const secrets = readFileSync(path, "utf8").match(/^[\w-]{43}$/gm) ?? [];
  expect([secrets.length, statSync(path).mode & 0o777]).toEqual([2, 0o600]);

  const refused = await ask("keys", "drop", newer.id);
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain("awareness keys rotate --revoke-old");
  expect((await ask("keys", "drop")).stdout).toBe(`Ended: ${older.id}.\n`);
  expect((await ask("keys", "drop")).stdout).toBe("No old keys.\n");
  const { id, dropped } = await askJson("keys", "rotate", "--revoke-old");
  expect(dropped).toEqual([newer.id]);
  expect((await askJson("keys", "list")).map((key: { id: string }) => key.id)).toEqual([id]);
  for (const secret of secrets) expect(said()).not.toContain(secret);
});

it("a key pair is made with the first token, follows ten minutes after it is published, and is sealed", async () => {
  const env = { AWARENESS_JWT_ALGORITHM: "ES256", AWARENESS_KEY: SECRET };
  const { ask, askJson, said } = program(env);
  const { stdout: token } = await ask("token");
  const [first] = await askJson("keys", "list");
  expect(headerOf(token)).toEqual({ alg: "ES256", typ: "at+jwt", kid: first.id });
  expect(first).toMatchObject({ algorithm: "ES256", place: "database", state: "signing", sealed: true });
  const { stdout } = await ask("keys", "rotate");
  expect(stdout).toMatch(/^\S{43} is published, and signs from \d{4}-.*Z\.\nOld keys stay accepted until /);
  const [old, next] = await askJson("keys", "list");
  expect([old.id, old.state, next.state]).toEqual([first.id, "signing", "next"]);
  expect(Date.parse(next.signs_from) - Date.parse(next.created)).toBe(600_000);
  expect(Date.parse(old.accepted_until) - Date.parse(next.signs_from)).toBe((366 * 86_400 + 30) * 1000);
  expect(headerOf((await ask("token")).stdout).kid).toBe(first.id);
  const { id } = await askJson("keys", "rotate", "--now");
  expect(headerOf((await ask("token")).stdout).kid).toBe(id);
  expect((await askJson("keys", "drop")).dropped).toHaveLength(2);
  expect(said()).not.toMatch(/"d"|PRIVATE|"kty"/);
  expect(said()).not.toContain(SECRET);
});

it("commands that need the first key pair at once share one", async () => {
  const { ask, askJson } = program({ AWARENESS_JWT_ALGORITHM: "EdDSA" });
  await ask("token", "list");
  const tokens = await Promise.all([ask("token"), ask("token"), ask("token")]);
  const [only, ...others] = await askJson("keys", "list");
  expect(others).toEqual([]);
  expect(tokens.map(({ stdout }) => headerOf(stdout).kid)).toEqual([only.id, only.id, only.id]);
});

it("a sealed key without AWARENESS_KEY signs nothing, and says what is missing", async () => {
  const { folder, ask } = program({ AWARENESS_JWT_ALGORITHM: "EdDSA", AWARENESS_KEY: SECRET });
  await ask("token");
  const { code, stdout, stderr } = await run(["token"], {
    AWARENESS_DATA_DIR: folder,
    AWARENESS_JWT_ALGORITHM: "EdDSA",
  });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^awareness: The signing key \S+ is sealed; set AWARENESS_KEY or AWARENESS_KEY_FILE .*\n$/,
  );
});

it("beside sealed keys none is made that is not, whichever way it comes about", async () => {
  const { folder, ask, askJson } = program({ AWARENESS_JWT_ALGORITHM: "EdDSA", AWARENESS_KEY: SECRET });
  await ask("token");
  const commands = [
    ["EdDSA", "keys", "rotate"],
    ["EdDSA", "keys", "rotate", "--now"],
    ["EdDSA", "keys", "rotate", "--revoke-old"],
    ["ES256", "keys", "rotate"],
    ["ES256", "token"],
  ] as const;
  for (const [algorithm, ...args] of commands) {
    const env = { AWARENESS_DATA_DIR: folder, AWARENESS_JWT_ALGORITHM: algorithm };
    const { code, stdout, stderr } = await run(args, env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^awareness: The signing keys .* are sealed, .* AWARENESS_KEY .*\n$/);
  }
  expect(await askJson("keys", "list")).toMatchObject([{ algorithm: "EdDSA", sealed: true }]);
  expect((await ask("keys", "rotate", "--now")).code).toBe(0);
});

it("a rotation with no token on record does not invite to end old secrets", async () => {
  const { stdout } = await program().ask("keys", "rotate");
  expect(stdout).toMatch(/Old secrets stay accepted\. No token that counts is recorded in this database;/);
  expect(stdout).not.toContain("keys drop");
});

it("looking makes no database, and what is in files is listed and ended without one", async () => {
  const { folder, ask, askJson } = program();
  await ask("token");
  await ask("keys", "rotate");
  const place = ["--database", `sqlite:${join(folder, "none", "other.db")}`];
  const keys = await askJson("keys", "list", ...place);
  expect(keys.map((key: { state: string }) => key.state)).toEqual(["signing", "accepted"]);
  expect((await ask("keys", "drop", ...place)).stdout).toBe(`Ended: ${keys[1].id}.\n`);
  expect((await ask("keys", "drop", "nope", ...place)).code).toBe(1);
  expect((await ask("token", "list", ...place)).stdout).toBe("No tokens.\n");
  expect((await ask("token", "revoke", "nope", ...place)).code).toBe(1);
  expect((await ask("user", "list", ...place)).stdout).toBe("No users.\n");
  expect((await ask("user", "show", "ada", ...place)).code).toBe(1);
  expect(readdirSync(folder)).not.toContain("none");
});

it("an id that begins with a dash is taken after --", async () => {
  const { stderr } = await run(["keys", "drop", "--", "-h23"], { AWARENESS_DATA_DIR: makeFolder() });
  expect(stderr).toContain('No key has the id "-h23"');
});

it("a secret of the environment is not rotated from here: one line says how", async () => {
  const { ask, askJson, said } = program({
    AWARENESS_JWT_SECRET: SECRET,
    AWARENESS_JWT_SECRET_PREVIOUS: `x${SECRET}`,
  });
  const { code, stdout, stderr } = await ask("keys", "rotate");
  expect([code, stdout]).toEqual([1, ""]);
  const [line = ""] = stderr.split("\n");
  for (const part of ["AWARENESS_JWT_SECRET_PREVIOUS", "awareness secret", "one by one"])
    expect(line).toContain(part);
  const [, former] = await askJson("keys", "list");
  expect(former).toMatchObject({ place: "environment", state: "accepted", created: null });
  expect((await ask("keys", "drop", former.id)).code).toBe(1);
  expect(said()).not.toContain(SECRET);
});

it.each([
  [["keys", "rotate", "--never"]],
  [["keys", "rotate", "extra"]],
  [["keys", "list", "extra"]],
  [["keys", "drop", ""]],
  [["keys", "turn"]],
  [["keys"]],
  [["token", "--sources", ""]],
  [["token", "--sources", "a,,b"]],
  [["token", "--sources", "a", "--sources", " "]],
  [["token", "--sources", "s".repeat(201)]],
  [["token", "--sources"]],
  [["token", "--scope", "memory:all"]],
  [["token", "--name", ""]],
  [["token", "--name", "stdio"]],
  [["token", "--name", "Undo 3f4b8a6c"]],
  [["token", "--scope", ""]],
  [["token", "--scope", "memory:read", "--scope", " , "]],
  [["token", "--expires", "367d"]],
])("%j is wrong usage, and leaves nothing behind", async (args) => {
  const folder = makeFolder();
  const { code, stdout } = await run(args, { AWARENESS_DATA_DIR: folder });
  expect([code, stdout]).toEqual([2, ""]);
  expect(readdirSync(folder)).toEqual([]);
});

it("an unknown id ends nothing and says where to look", async () => {
  const { code, stderr } = await program().ask("keys", "drop", "nope");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^awareness: No key has the id "nope"; awareness keys list shows them\.$/m);
});

it("a token's sources are in the token and in the list", async () => {
  const { ask, askJson } = program();
  const { stdout } = await ask("token", "--sources", "website, shop", "--sources", "website,blog");
  const claims = JSON.parse(Buffer.from(stdout.split(".")[1] ?? "", "base64url").toString());
  expect(claims.sources).toEqual(["website", "shop", "blog"]);
  expect((await askJson("token", "list"))[0].sources).toEqual(["website", "shop", "blog"]);
  expect((await ask("token", "list")).stdout).toContain(" website,shop,blog ");
});
