import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import { encode, type Json } from "../../auth/support/tokens.ts";
import { legacyHeaders } from "../../helpers/wire.ts";
import { call } from "../support/front-door.ts";
import { ENGINES } from "./support/engines.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

describe.each(ENGINES)("shape of a provider's token, on $engine", ({ take }) => {
  let provider: FakeProvider;
  let server: TestServer;
  let good = "";

  beforeAll(async () => {
    provider = await startFakeProvider();
    server = await startServer(await take(), { AWARENESS_OAUTH_ISSUER: provider.issuer });
    await server.database.execute(addUser("alice", provider.issuer, "alice-at-idp"));
    good = provider.key.sign(provider.claims(server.clock));
  });
  afterAll(async () => {
    await server.close();
    await provider[Symbol.asyncDispose]();
  });

  const expectRefused = async (tokens: readonly string[]) =>
    expect(await Promise.all(tokens.map((token) => server.status(token)))).toEqual(tokens.map(() => 401));
  const claims = (more: Json = {}) => provider.claims(server.clock, more);

  it("J23 refuses tampered, cut, extended and differently encoded tokens", async () => {
    const [head = "", body = "", signature = ""] = good.split(".");
    const other = encode(JSON.stringify(claims({ sub: "eve" })));
    await expectRefused([
      `${head}.${other}.${signature}`,
      `${head}.${body}.${signature.slice(0, -1)}`,
      `${head}.${body}.${signature.slice(0, -2)}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${good}.${signature}`,
      `${good}=`,
      `${head}.${body}.${signature.slice(0, 20)}+/${signature.slice(22)}`,
      `${head}.${body}.${Buffer.alloc(64).toString("base64url")}`,
      ".",
      "..",
      "x",
    ]);
  });

  it("J24 refuses a payload that is not a JSON object in UTF-8", async () => {
    const bytes = Buffer.from(JSON.stringify(claims({ client_id: "X" })));
    bytes[bytes.indexOf('"X"') + 1] = 0xff;
    const texts = ["", "{", "[]", '"a"', "null", "1", JSON.stringify([claims()])];
    await expectRefused([...texts.map((text) => provider.key.sign(text)), provider.key.sign(bytes)]);
  });

  it("J25 refuses oversized tokens before any key is looked for", async () => {
    expect(await server.status(provider.key.sign(claims({ pad: "x".repeat(8000) })))).toBe(401);
    expect(await server.status(provider.key.sign(claims({ pad: "x".repeat(1_000_000) })))).toBe(431);
    expect(await server.status(provider.key.sign(claims({ pad: "x".repeat(4000) })))).toBe(200);
  });

  it("J26 refuses an encrypted token", async () => {
    const head = encode(JSON.stringify({ alg: "dir", enc: "A256GCM", kid: provider.key.kid }));
    await expectRefused([`${head}..${encode("iv")}.${encode("text")}.${encode("tag")}`, `${head}.a.b.c.d`]);
  });

  const send = (headers: Record<string, string | string[]>, path = "/mcp", body = "") =>
    call(server, path, { method: "POST", headers: { ...legacyHeaders(), ...headers }, body });

  it("J27 answers 400 to two Authorization headers", async () => {
    expect((await send({ authorization: [`Bearer ${good}`, `Bearer ${good}`] })).status).toBe(400);
  });

  it("J28 takes the scheme in any case, and no other shape", async () => {
    const right = ["bearer", "BEARER", "bEaReR "].map((scheme) => `${scheme} ${good}`);
    const wrong = [
      `Bearer\t${good}`,
      `Bearer ${good},${good}`,
      `Bearer "${good}"`,
      `Basic ${good}`,
      `DPoP ${good}`,
      good,
    ];
    const answers = await Promise.all([...right, ...wrong].map((authorization) => send({ authorization })));
    // The empty body is the next thing that is wrong.
    expect(answers.map(({ status }) => status)).toEqual([...right.map(() => 400), ...wrong.map(() => 401)]);
  });

  it("J29 takes no token from query, body or cookie", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answers = await Promise.all([
      send({}, `/mcp?access_token=${good}`),
      send({ cookie: `access_token=${good}` }),
      send(form, "/mcp", `access_token=${good}`),
      send({ "x-access-token": good, "proxy-authorization": `Bearer ${good}` }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it("no token, claim or subject stands in the log, at trace level either", async () => {
    await Promise.all([
      server.ask(good),
      server.ask(`${good}x`),
      server.ask(provider.key.sign(claims({ sub: "CANARY" }))),
    ]);
    const [head = "", body = "", signature = ""] = good.split(".");
    expect(server.log()).toContain('"path":"/mcp"');
    for (const part of [head, body.slice(0, 40), signature.slice(0, 40), "CANARY", "alice-at-idp"]) {
      expect(server.log()).not.toContain(part);
    }
  });
});
