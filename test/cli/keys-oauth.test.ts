import { expect, it } from "vitest";
import { program, SECRET } from "./keys-support.ts";
import { run } from "./support.ts";

const ON = { AWARENESS_OAUTH_SERVER: "true" };

interface Listed {
  readonly id: string;
  readonly algorithm: string;
  readonly state: string;
  readonly sealed: boolean | null;
}

const states = (keys: readonly Listed[]) => keys.map(({ algorithm, state }) => `${algorithm} ${state}`);

it("where a secret signs own tokens, the key pair of the OAuth server is rotated and shown beside it", async () => {
  const { ask, askJson, said } = program({ ...ON, AWARENESS_KEY: SECRET });
  await ask("token");
  await ask("keys", "rotate");
  const before: readonly Listed[] = await askJson("keys", "list");
  expect(states(before)).toEqual(["HS256 signing", "HS256 accepted", "ES256 signing"]);
  const pair = before.at(-1);
  expect(pair).toMatchObject({ algorithm: "ES256", state: "signing", sealed: true });
  const { code, stdout } = await ask("keys", "rotate");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^hs-\w{12} signs from now on\.\n\S{43} \(ES256, of the OAuth server\) is published, and signs from \d{4}-.*Z\.\nOld secrets stay accepted\. .*\nOld keys stay accepted until .*\n$/,
  );
  const during: readonly Listed[] = await askJson("keys", "list");
  expect(states(during.filter(({ algorithm }) => algorithm === "ES256"))).toEqual([
    "ES256 signing",
    "ES256 next",
  ]);
  expect((await ask("keys", "drop", pair?.id ?? "")).code).toBe(1);
  const { keys } = await askJson("keys", "rotate", "--now");
  const { dropped } = await askJson("keys", "drop");
  expect(dropped).toContain(pair?.id);
  const left: readonly Listed[] = await askJson("keys", "list");
  expect(left.map(({ id }) => id)).toEqual(keys.map(({ id }: Listed) => id));
  expect(states(left)).toEqual(["HS256 signing", "ES256 signing"]);
  expect(said()).not.toMatch(/"d"|PRIVATE|"kty"/);
});

it("a secret of the environment stays, and the key pair of the OAuth server is rotated all the same", async () => {
  const { ask, askJson, said } = program({ ...ON, AWARENESS_JWT_SECRET: SECRET });
  await ask("keys", "rotate");
  const { code, stdout } = await ask("keys", "rotate", "--now");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^\S{43} \(ES256, of the OAuth server\) signs from now on\.\nThe signing secret comes from AWARENESS_JWT_SECRET .*\nOld keys stay accepted until [^\n]*\n$/,
  );
  expect(states(await askJson("keys", "list"))).toEqual(["HS256 signing", "ES256 accepted", "ES256 signing"]);
  const { dropped, not_ended } = await askJson("keys", "rotate", "--revoke-old");
  expect([dropped.length, not_ended.length]).toEqual([2, 1]);
  expect(states(await askJson("keys", "list"))).toEqual(["HS256 signing", "ES256 signing"]);
  expect(said()).not.toContain(SECRET);
});

it("one key pair signs for both where own tokens are signed with one", async () => {
  const { askJson } = program({ ...ON, AWARENESS_JWT_ALGORITHM: "EdDSA" });
  const { id, keys } = await askJson("keys", "rotate");
  expect(keys).toEqual([{ id, algorithm: "EdDSA", signs_from: expect.any(String) }]);
  expect(states(await askJson("keys", "list"))).toEqual(["EdDSA signing"]);
});

it("with the OAuth server off its key pair is one among the accepted", async () => {
  const { folder, askJson } = program(ON);
  await askJson("keys", "rotate");
  const { stdout } = await run(["keys", "list", "--json"], { AWARENESS_DATA_DIR: folder });
  expect(states(JSON.parse(stdout))).toContain("ES256 accepted");
});

it("doctor looks at the key pair of the OAuth server, and fails where it cannot be opened", async () => {
  const { folder, askJson } = program({ ...ON, AWARENESS_KEY: SECRET });
  const { keys } = await askJson("keys", "rotate");
  const find = async (env: Readonly<Record<string, string>>) => {
    const { stdout } = await run(["doctor", "--json"], { AWARENESS_DATA_DIR: folder, ...env });
    return JSON.parse(stdout).checks.find(
      ({ check }: { readonly check: string }) => check === "signing_keys",
    );
  };
  const detail = `signs with ${keys.at(-1).id} (ES256), sealed with AWARENESS_KEY`;
  expect(await find({ ...ON, AWARENESS_KEY: SECRET })).toMatchObject({ status: "pass", detail });
  expect(await find(ON)).toMatchObject({ status: "fail" });
  expect(await find({})).toBeUndefined();
});
