import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import type { Json } from "../../auth/support/tokens.ts";
import { ENGINES } from "./support/engines.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

describe.each(ENGINES)("claims of a provider's token, on $engine", ({ take }) => {
  let provider: FakeProvider;
  let server: TestServer;
  let now = 0;

  beforeAll(async () => {
    provider = await startFakeProvider({ path: "/tenant/" });
    server = await startServer(await take(), { AWARENESS_OAUTH_ISSUER: provider.issuer });
    now = Math.floor(server.clock.now() / 1000);
    await server.database.execute(addUser("alice", provider.issuer, "alice-at-idp"));
  });
  afterAll(async () => {
    await server.close();
    await provider[Symbol.asyncDispose]();
  });

  const token = (more: Json) => provider.key.sign(provider.claims(server.clock, more));
  const statuses = (all: readonly Json[]) => Promise.all(all.map((more) => server.status(token(more))));
  const expectRefused = async (all: readonly Json[]) =>
    expect(await statuses(all)).toEqual(all.map(() => 401));

  it("J11 refuses a token without exp", async () => {
    await expectRefused([{ exp: undefined }]);
  });

  it("J12 refuses an exp that is not a number", async () => {
    await expectRefused([String(now + 60), null, {}, [now + 60], true].map((exp) => ({ exp })));
  });

  it("J13 refuses a lifetime over a day", async () => {
    const day = 86_400;
    await expectRefused([1e308, 253_402_300_799, now + day + 1].map((exp) => ({ exp })));
    await expectRefused([{ iat: 0, exp: now + 60 }]);
    const text = JSON.stringify(provider.claims(server.clock)).replace(/"exp":\d+/, '"exp":1e400');
    expect(await server.status(provider.key.sign(text))).toBe(401);
    expect(await statuses([{ exp: now + day }])).toEqual([200]);
  });

  it("J14 tolerates 30 seconds after exp, not more", async () => {
    const all = [1, 20, 29, 30, 31].map((ago) => ({ iat: now - 600, exp: now - ago }));
    expect(await statuses(all)).toEqual([200, 200, 200, 401, 401]);
    const [late] = await server.ask(token({ iat: now - 600, exp: now - 31 }));
    expect(late.headers["www-authenticate"]).toContain('error_description="Token expired"');
  });

  it("J15 refuses a token before its nbf", async () => {
    expect(await statuses([60, 31, 30].map((ahead) => ({ nbf: now + ahead })))).toEqual([401, 401, 200]);
    await expectRefused([{ nbf: "now" }]);
  });

  it("J16 refuses an iat in the future, and a token without iat", async () => {
    const all = [3600, 31, 30].map((ahead) => ({ iat: now + ahead, exp: now + 7200 }));
    expect(await statuses(all)).toEqual([401, 401, 200]);
    await expectRefused([{ iat: undefined }, { iat: "0" }, { iat: null }]);
  });

  it("J17 refuses another issuer, by every byte", async () => {
    const { issuer, origin } = provider;
    const others = [
      issuer.slice(0, -1),
      `${issuer}/`,
      issuer.toUpperCase(),
      origin,
      `${issuer} `,
      "awareness",
    ];
    await expectRefused([...others, [issuer], undefined, null, "__proto__", 5].map((iss) => ({ iss })));
  });

  it("J18 refuses another audience, accepts a list with ours", async () => {
    const ours = "https://memory.example.org/mcp";
    const others = [
      `${ours}/`,
      "https://memory.example.org",
      "HTTPS://memory.example.org/mcp",
      "awareness",
      "",
    ];
    await expectRefused([...others, [], ["other"], [[ours]], undefined, null, 5, {}].map((aud) => ({ aud })));
    expect(await statuses([{ aud: ["other", ours] }])).toEqual([200]);
  });

  it("J19 refuses a token without sub", async () => {
    await expectRefused([{ sub: undefined }]);
  });

  it("J20 refuses a sub that is no subject", async () => {
    const wrong = [
      123,
      "",
      {},
      ["a"],
      null,
      true,
      "a\u0000b",
      "s".repeat(256),
      "s".repeat(5000),
      "a b",
      "é",
      "\n",
    ];
    await expectRefused(wrong.map((sub) => ({ sub })));
    const claims = JSON.stringify(provider.claims(server.clock, { sub: undefined }));
    const inherited = claims.replace("{", '{"__proto__":{"sub":"alice-at-idp"},');
    expect(await server.status(provider.key.sign(inherited))).toBe(401);
  });

  it("J20 takes no subject for an owner's name, reserved or not", async () => {
    const subjects = ["_system", "__proto__", "alice", "ada", "local-owner", "constructor"];
    expect(await statuses(subjects.map((sub) => ({ sub })))).toEqual(subjects.map(() => 403));
  });

  it("J21 takes the last of two sub members, which only the provider can write", async () => {
    const twice = JSON.stringify(provider.claims(server.clock)).replace('"sub":', '"sub":"nobody","sub":');
    expect(await server.status(provider.key.sign(twice))).toBe(200);
    const reversed = JSON.stringify(provider.claims(server.clock)).replace(
      '"sub":"alice-at-idp"',
      '"sub":"alice-at-idp","sub":"nobody"',
    );
    expect(await server.status(provider.key.sign(reversed))).toBe(403);
  });

  it("refuses scope, client_id and azp of another type", async () => {
    const bad = [5, null, {}, ["memory:read"], "a\u0000"];
    await expectRefused(
      ["client_id", "azp"].flatMap((name) => bad.map((value) => ({ client_id: undefined, [name]: value }))),
    );
    await expectRefused([5, null, {}, ["memory:read"]].map((scope) => ({ scope })));
  });

  it("a stranger with a good token gets 403 in plain words, and no challenge that asks for another token", async () => {
    for (const answer of await server.ask(
      token({ sub: "stranger", name: "Eve", email: "eve@example.org" }),
    )) {
      expect(answer.status).toBe(403);
      expect(answer.headers["www-authenticate"]).toBeUndefined();
      expect(answer.json.error).toMatch(
        /^No account here for this identity; ask the operator: awareness user add … --identity, or awareness user update … --identity/,
      );
      expect(answer.text).not.toMatch(/stranger|eve|example/i);
    }
  });
});
