import { expect, it, vi } from "vitest";
import { program, SECRET } from "./keys-support.ts";
import { run, start, untilSaid } from "./support.ts";

it("--revoke-old ends secrets and key pairs alike, whichever algorithm signs", async () => {
  const { folder, ask, askJson } = program();
  const withPairs = { AWARENESS_DATA_DIR: folder, AWARENESS_JWT_ALGORITHM: "EdDSA" };
  await ask("token");
  await run(["token"], withPairs);
  const before = (await askJson("keys", "list")).map((key: { id: string }) => key.id);
  const pair = JSON.parse((await run(["keys", "rotate", "--revoke-old", "--json"], withPairs)).stdout);
  expect([pair.dropped, pair.not_ended]).toEqual([before, []]);
  expect(await askJson("keys", "list")).toMatchObject([{ id: pair.id, algorithm: "EdDSA" }]);
  const secret = await askJson("keys", "rotate", "--revoke-old");
  expect(secret.dropped).toContain(pair.id);
  expect((await askJson("keys", "list"))[0]).toMatchObject({ id: secret.id, state: "signing" });
  expect(JSON.stringify(await askJson("keys", "list"))).not.toContain("EdDSA");
});

it("--revoke-old names the secrets that it cannot end, and says how they are", async () => {
  const { ask, askJson } = program({ AWARENESS_JWT_ALGORITHM: "EdDSA", AWARENESS_JWT_SECRET: SECRET });
  const [{ id }] = await askJson("keys", "list");
  const { code, stdout } = await ask("keys", "rotate", "--revoke-old");
  expect(code).toBe(0);
  expect(stdout).toContain(`\nNot ended: ${id}, given by AWARENESS_JWT_SECRET or `);
  expect((await askJson("keys", "rotate", "--revoke-old")).not_ended).toEqual([id]);
});

it("--revoke-old is in force on running servers within 5 s, also on those that sign another way", async () => {
  const { folder, ask } = program();
  const env = { AWARENESS_DATA_DIR: folder };
  const withPairs = { ...env, AWARENESS_JWT_ALGORITHM: "EdDSA" };
  const urls: string[] = [];
  for (const settings of [env, withPairs]) {
    const said = await untilSaid(start(["serve", "--http", "--port", "0"], settings).stderr, "Token:");
    urls.push(/http:\S+\/mcp/.exec(said)?.[0] ?? "");
  }
  const tokens = [(await ask("token")).stdout, (await run(["token"], withPairs)).stdout];
  const answers = () =>
    Promise.all(
      urls.flatMap((url) =>
        tokens.map(async (token) => {
          const headers = { authorization: `Bearer ${token.trim()}` };
          return (await fetch(url, { method: "POST", headers, body: "{}" })).status !== 401;
        }),
      ),
    );
  expect(await answers()).toEqual([true, true, true, true]);
  await run(["keys", "rotate", "--revoke-old"], withPairs);
  await vi.waitFor(async () => expect(await answers()).toEqual([false, false, false, false]), {
    timeout: 5000,
    interval: 100,
  });
});
