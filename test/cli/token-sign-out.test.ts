import { expect, it } from "vitest";
import { signOut } from "../../src/app/sign-out.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { alice, bob } from "../contract/fixtures.ts";
import { aGrant, aRecord } from "../contract/oauth-fixtures.ts";
import { deps, makeFile, makeServer, useStore } from "./copy-support.ts";
import { makeFolder, run } from "./support.ts";

it("all tokens of a user are taken back at once, those of others are not", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  for (const user of ["ada", "ada", "bob"]) await run(["token", "--user", user], env);
  await run(["user", "add", "ada", "--identity", "https://idp.example s1"], env);
  const { code, stdout } = await run(["token", "revoke", "--user", "ada", "--json"], env);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { user: "ada", tokens: 2, identities: 1, grants: 0, browsers: 0 },
  ]);
  const listed = JSON.parse((await run(["token", "list", "--json"], env)).stdout);
  expect(listed.map(({ owner, state }: Record<string, string>) => [owner, state]).sort()).toEqual([
    ["ada", "revoked"],
    ["ada", "revoked"],
    ["bob", "valid"],
  ]);
});

it.each([[[]], [["some-id", "--user", "ada"]], [["--user", "_system"]]])(
  "token revoke %j is wrong usage, in one line",
  async (args) => {
    const { code, stderr } = await run(["token", "revoke", ...args], { AWARENESS_DATA_DIR: makeFolder() });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^awareness: .*\n$/);
  },
);

it.each(["SQLite", "Postgres"])(
  "on %s the clients that a user has let in and signed-in browsers are signed out too, those of others are not",
  async (engine) => {
    const target = engine === "SQLite" ? makeFile() : await makeServer();
    await useStore(target, async ({ grants, oauthRecords }) => {
      for (const owner of [alice, bob]) {
        const held = { owner, grantId: owner, expiresAt: 9e12 };
        await grants.save(aGrant(owner, held));
        for (const kind of ["session", "refresh"] as const)
          await oauthRecords.save(aRecord(owner, { ...held, kind }));
      }
    });
    const url = target.kind === "sqlite" ? `sqlite:${target.path}` : target.url;
    const platform = {
      cwd: "/",
      home: "/nonexistent",
      userName: "t",
      dataDir: "/nonexistent",
      readFile: () => "",
    };
    const config = parseConfig({ AWARENESS_DATABASE_URL: url }, {}, platform);
    expect(await signOut(config, deps, alice)).toEqual({ tokens: 0, identities: 0, grants: 1, browsers: 1 });
    await useStore(target, async ({ grants, oauthRecords }) => {
      expect(await grants.listRevoked(0)).toEqual([alice]);
      for (const kind of ["session", "refresh"] as const) {
        expect(await oauthRecords.find(kind, alice)).toBeUndefined();
        expect(await oauthRecords.find(kind, bob)).toBeDefined();
      }
    });
  },
);
