import { expect, it } from "vitest";
import { makeFolder, run } from "./support.ts";

it("all tokens of a user are taken back at once, those of others are not", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  for (const user of ["ada", "ada", "bob"]) await run(["token", "--user", user], env);
  await run(["user", "add", "ada", "--identity", "https://idp.example s1"], env);
  const { code, stdout } = await run(["token", "revoke", "--user", "ada", "--json"], env);
  expect([code, JSON.parse(stdout)]).toEqual([0, { user: "ada", tokens: 2, identities: 1 }]);
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
