import { afterEach, describe, expect, it } from "vitest";
import { type FakeProvider, json, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import { makeKey } from "../../auth/providers/support/provider-keys.ts";
import { goodClaims, sign } from "../../auth/support/tokens.ts";
import { ENGINES } from "./support/engines.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe.each(ENGINES)("keys of a provider, on $engine", ({ take }) => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  async function provide(): Promise<FakeProvider> {
    const provider = await startFakeProvider();
    open.push(provider);
    return provider;
  }

  async function serve(...providers: readonly FakeProvider[]): Promise<TestServer> {
    const issuers = providers.map(({ issuer }) => issuer).join(",");
    const server = await startServer(await take(), { AWARENESS_OAUTH_ISSUER: issuers });
    open.push({ [Symbol.asyncDispose]: () => server.close() });
    for (const [index, { issuer }] of providers.entries()) {
      await server.database.execute(addUser(`user-${index}`, issuer, "alice-at-idp"));
    }
    return server;
  }

  const fresh = ({ key, claims }: FakeProvider, { clock }: TestServer) => key.sign(claims(clock));
  const fail: FakeProvider["onKeys"] = (response) => void response.writeHead(500).end();
  const advance = ({ clock }: TestServer, ms: number) => clock.set(clock.now() + ms);

  it("J30 known keys count for a day while the provider is down, unknown ones cannot be found out", async () => {
    const provider = await provide();
    const server = await serve(provider);
    expect(await server.status(fresh(provider, server))).toBe(200);
    provider.onKeys = fail;
    provider.onMetadata = fail;
    for (const ms of [5 * MINUTE, 10 * MINUTE, 6 * HOUR, 12 * HOUR, 5 * HOUR]) {
      advance(server, ms);
      expect(await server.status(fresh(provider, server))).toBe(200);
    }
    expect(await server.status(makeKey("ES256").sign(provider.claims(server.clock)))).toBe(503);
    advance(server, HOUR);
    expect(await server.status(fresh(provider, server))).toBe(503);
    provider.onKeys = undefined;
    provider.onMetadata = undefined;
    advance(server, 30 * SECOND);
    expect(await server.status(fresh(provider, server))).toBe(200);
  });

  it("J31 a provider that is down at the start answers 503 for its own tokens, and for nobody else's", async () => {
    const [down, up] = [await provide(), await provide()];
    down.onMetadata = fail;
    const server = await serve(down, up);
    const [answer] = await server.ask(fresh(down, server));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers["retry-after"])).toBe(30);
    expect(answer.headers["www-authenticate"]).toBeUndefined();
    expect(answer.text).not.toMatch(/127\.0\.0\.1|jwks|500/);
    expect(await server.status(fresh(up, server))).toBe(200);
    expect(await server.status(sign(goodClaims(server.clock)))).toBe(200);
    advance(server, 29 * SECOND);
    down.onMetadata = undefined;
    expect(await server.status(fresh(down, server))).toBe(503);
    advance(server, SECOND);
    expect(await server.status(fresh(down, server))).toBe(200);
  });

  it("J31 a provider that nobody can reach keeps no server from starting", async () => {
    const gone = await startFakeProvider();
    await gone[Symbol.asyncDispose]();
    const server = await serve(gone);
    expect(await server.status(fresh(gone, server))).toBe(503);
    expect(server.log()).toContain("cannot be reached (ECONNREFUSED)");
  });

  it("J32 a new key counts within 30 seconds, the old one while it is published, a removed one ten minutes", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const old = provider.key;
    expect(await server.status(fresh(provider, server))).toBe(200);
    const next = makeKey("ES256");
    const withNext = () => next.sign(provider.claims(server.clock));
    provider.keys = [old.jwk, next.jwk];
    advance(server, 29 * SECOND);
    expect(await server.status(withNext())).toBe(401);
    advance(server, SECOND);
    expect(await server.status(withNext())).toBe(200);
    expect(await server.status(fresh(provider, server))).toBe(200);
    provider.keys = [next.jwk];
    advance(server, 9 * MINUTE);
    expect(await server.status(fresh(provider, server))).toBe(200);
    advance(server, MINUTE);
    expect(await server.status(fresh(provider, server))).toBe(401);
    expect(await server.status(withNext())).toBe(200);
  });

  it("J33 a flood of unknown kids fetches keys twice a minute at most, and nobody waits for it", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const foreign = makeKey("ES256");
    const good = () => server.status(fresh(provider, server));
    expect(await good()).toBe(200);
    const seen = new Set<number>();
    for (let second = 0; second < 60; second += 1) {
      advance(server, SECOND);
      const flood = Array.from({ length: 10 }, (_, index) =>
        foreign.sign(provider.claims(server.clock), { kid: `${second}-${index}` }),
      );
      for (const [modern, legacy] of await Promise.all(flood.map((token) => server.ask(token)))) {
        seen.add(modern.status).add(legacy.status);
      }
      if (second % 20 === 0) expect(await good()).toBe(200);
    }
    expect([...seen]).toEqual([401]);
    expect(provider.hitsOfKeys() - 1).toBeLessThanOrEqual(2);
    expect(provider.hits.get("/.well-known/openid-configuration")).toBe(1);
  });

  it("J33 many first tokens at once fetch the keys once", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const tokens = Array.from({ length: 20 }, (_, index) =>
      provider.key.sign(provider.claims(server.clock, { jti: `${index}` })),
    );
    expect(new Set(await Promise.all(tokens.map((token) => server.status(token))))).toEqual(new Set([200]));
    expect(provider.total()).toBe(2);
  });

  it("J37 a key that is too weak is no word against the token: 503, and a loud line in the log", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const weak = makeKey("RS256", { bits: 1024 });
    const curve = { ...makeKey("ES256").jwk, crv: "P-192", kid: "curve" };
    provider.keys = [provider.key.jwk, weak.jwk, curve];
    expect(await server.status(weak.sign(provider.claims(server.clock)))).toBe(503);
    const onCurve = provider.key.sign(provider.claims(server.clock), { kid: curve.kid });
    expect(await server.status(onCurve)).toBe(503);
    // Said once, however many tokens name it.
    expect(server.log().match(/"level":50[^\n]*signs with a key that is too weak/g)).toHaveLength(1);
    expect(await server.status(fresh(provider, server))).toBe(200);
  });

  it("J38 a secret in the key set is no key", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const k = Buffer.from("a secret of more than thirty-two bytes").toString("base64url");
    provider.keys = [
      provider.key.jwk,
      { kty: "oct", kid: "secret", k },
      { kty: "oct", kid: provider.key.kid, k },
    ];
    const claims = provider.claims(server.clock);
    const hmac = sign(
      claims,
      { alg: "HS256", typ: "at+jwt", kid: "secret" },
      "a secret of more than thirty-two bytes",
    );
    expect(await server.status(hmac)).toBe(401);
    expect(await server.status(provider.key.sign(claims, { kid: "secret" }))).toBe(401);
    expect(await server.status(fresh(provider, server))).toBe(200);
  });

  it("a key for another use, or published twice, is no key", async () => {
    const provider = await provide();
    const server = await serve(provider);
    const [encryption, twice] = [makeKey("ES256"), makeKey("ES256")];
    provider.onKeys = (response) =>
      json(response, {
        keys: [
          provider.key.jwk,
          { ...encryption.jwk, use: "enc" },
          twice.jwk,
          { ...makeKey("ES256").jwk, kid: twice.kid },
          null,
          5,
          [],
          { kty: "future" },
        ],
      });
    for (const key of [encryption, twice]) {
      expect(await server.status(key.sign(provider.claims(server.clock)))).toBe(401);
    }
    expect(await server.status(fresh(provider, server))).toBe(200);
  });
});
