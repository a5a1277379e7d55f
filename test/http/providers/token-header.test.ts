import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import { makeKey, type ProviderKey } from "../../auth/providers/support/provider-keys.ts";
import { encode, type Json } from "../../auth/support/tokens.ts";
import { startCanary } from "../support/canary.ts";
import { ENGINES } from "./support/engines.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

describe.each(ENGINES)("header of a provider's token, on $engine", ({ take }) => {
  const [rsa, otherRsa, pss, ed] = [makeKey("RS256"), makeKey("RS256"), makeKey("PS256"), makeKey("EdDSA")];
  let provider: FakeProvider;
  let ec: ProviderKey;
  let server: TestServer;

  beforeAll(async () => {
    provider = await startFakeProvider();
    ec = provider.key;
    provider.keys = [rsa, otherRsa, pss, ed, ec].map(({ jwk }) => jwk);
    server = await startServer(await take(), { AWARENESS_OAUTH_ISSUER: provider.issuer });
    await server.database.execute(addUser("alice", provider.issuer, "alice-at-idp"));
  });
  afterAll(async () => {
    await server.close();
    await provider[Symbol.asyncDispose]();
  });

  const claims = (more: Json = {}) => provider.claims(server.clock, more);
  const statuses = (tokens: readonly string[]) => Promise.all(tokens.map((token) => server.status(token)));
  const expectRefused = async (tokens: readonly string[]) =>
    expect(await statuses(tokens)).toEqual(tokens.map(() => 401));

  it("J1 accepts a valid token of every algorithm", async () => {
    const tokens = [rsa, pss, ec, ed].map((key) => key.sign(claims()));
    expect(await statuses(tokens)).toEqual([200, 200, 200, 200]);
  });

  it("J2 refuses alg none in any spelling, with and without a signature", async () => {
    const [, body, signature] = ec.sign(claims()).split(".");
    const withoutSignature = (alg: string) =>
      `${encode(JSON.stringify({ alg, typ: "at+jwt", kid: ec.kid }))}.${body}.`;
    const unsigned = ["none", "NoNe"].map(withoutSignature);
    const signed = ["none", "NoNe", "es256", "ES384", "", "__proto__", undefined, 7].map((alg) =>
      ec.sign(claims(), { alg }),
    );
    await expectRefused([
      withoutSignature("ES256"),
      ...unsigned,
      ...unsigned.map((token) => token + signature),
      ...signed,
    ]);
  });

  it("J3 refuses HS256 signed with a public key of the provider, in any form", async () => {
    const forms = [rsa, ec].flatMap(({ publicKey, jwk, kid }) =>
      [
        publicKey.export({ type: "spki", format: "pem" }),
        publicKey.export({ type: "spki", format: "der" }),
        JSON.stringify(jwk),
        String(jwk.n ?? jwk.x),
      ].map((secret) => ({ kid, secret })),
    );
    const tokens = forms.map(({ kid, secret }) => {
      const head = encode(JSON.stringify({ alg: "HS256", typ: "at+jwt", kid }));
      const input = `${head}.${encode(JSON.stringify(claims()))}`;
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    });
    await expectRefused(tokens);
  });

  it("J4 refuses an algorithm that is not the key's", async () => {
    await expectRefused([
      rsa.sign(claims(), { alg: "ES256" }),
      ec.sign(claims(), { alg: "RS256" }),
      ec.sign(claims(), { kid: rsa.kid }),
      rsa.sign(claims(), { alg: "PS256" }),
      ed.sign(claims(), { alg: "ES256" }),
      rsa.sign(claims(), { alg: "RS512" }),
    ]);
  });

  it("J5 refuses a kid that names no key, whatever else it may name, and one over 256 characters unread", async () => {
    const kids = ["' OR 1=1 --", "../../dev/null", "__proto__", "constructor", "", 7, null, "k".repeat(256)];
    await expectRefused(
      [...kids, "k".repeat(257), "k".repeat(4096)].map((kid) => ec.sign(claims(), { kid })),
    );
    expect(await server.status(ec.sign(claims({ pad: 1 }), { kid: "k".repeat(64_000) }))).toBe(431);
  });

  it("J6 refuses a token without kid when several keys would do, and takes the only one", async () => {
    expect(await statuses([rsa, ec].map((key) => key.sign(claims(), { kid: undefined })))).toEqual([
      401, 200,
    ]);
  });

  it("J7 ignores jku, x5u and x5c, and fetches nothing", async () => {
    await using canary = await startCanary();
    const { url } = canary;
    const headers = [{ jku: url }, { x5u: url }, { x5c: ["MIIB"] }, { jku: url, kid: "unknown" }];
    expect(await statuses(headers.map((header) => ec.sign(claims(), header)))).toEqual([200, 200, 200, 401]);
    expect(canary.hits()).toBe(0);
  });

  it("J8 refuses a token signed with the key it brings along", async () => {
    const own = makeKey("ES256", { kid: ec.kid });
    await expectRefused([
      own.sign(claims(), { jwk: own.jwk }),
      own.sign(claims(), { jwk: own.jwk, kid: undefined }),
      own.sign(claims(), { jwk: own.jwk, kid: "mine" }),
    ]);
  });

  it("J9 refuses crit", async () => {
    const headers = [{ crit: ["exp"] }, { crit: ["x"], x: 1 }, { crit: [] }, { crit: null }];
    await expectRefused(headers.map((header) => ec.sign(claims(), header)));
  });

  it("J10 refuses an unencoded payload", async () => {
    await expectRefused(
      [{ b64: false }, { b64: false, crit: ["b64"] }].map((header) => ec.sign(claims(), header)),
    );
  });

  it("J22 refuses every other typ, ID tokens of the same audience among them", async () => {
    const types = ["JWT", "jwt", "dpop+jwt", "logout+jwt", "id+jwt", "", undefined, 5, null, ["at+jwt"]];
    await expectRefused(types.map((typ) => ec.sign(claims(), { typ })));
    const spellings = ["AT+JWT", "application/at+jwt", "Application/AT+JWT"];
    expect(await statuses(spellings.map((typ) => ec.sign(claims(), { typ })))).toEqual([200, 200, 200]);
  });
});
