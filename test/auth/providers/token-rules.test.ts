import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuthError } from "../../../src/auth/auth-error.ts";
import type { Principal } from "../../../src/domain/principal.ts";
import type { Json } from "../support/tokens.ts";
import { type FakeProvider, startFakeProvider } from "./support/fake-provider.ts";
import { aVerifier, type VerifierOptions } from "./support/issuer.ts";

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterAll(() => provider[Symbol.asyncDispose]());

function verify(options: VerifierOptions, claims: Json, header: Json = {}): Promise<Principal> {
  const { verifier, clock } = aVerifier(provider, options);
  return verifier.verify(provider.key.sign(provider.claims(clock, claims), header));
}

const ANY = { settings: { tokenType: "any", audiences: ["the-app", "memory"] } } as const;

describe("a provider that does not say what a token is (token type any)", () => {
  it.each(["JWT", "jwt", undefined, "at+jwt"])("is believed with typ %s", async (typ) => {
    expect(await verify(ANY, { aud: "memory" }, { typ })).toMatchObject({ owner: "alice" });
    const keycloak = { aud: ["memory", "account"], typ: "Bearer", azp: "the-app", client_id: undefined };
    expect(await verify(ANY, keycloak, { typ })).toMatchObject({ clientId: "the-app" });
  });

  it.each([
    { aud: "memory", nonce: "n" },
    { aud: "memory", at_hash: "h" },
    { aud: "memory", c_hash: "h" },
    { aud: "the-app", azp: "the-app", client_id: undefined },
    { aud: ["the-app"], client_id: "the-app" },
    { aud: "memory", typ: "ID" },
    { aud: "memory", typ: "Refresh" },
    { aud: "memory", client_id: undefined, scope: undefined, email: "alice@example.org", name: "Alice" },
  ])("is not believed when the token looks like an ID token: %j", async (claims) => {
    await expect(verify(ANY, claims, { typ: "JWT" })).rejects.toBeInstanceOf(AuthError);
    await expect(verify(ANY, claims, { typ: undefined })).rejects.toBeInstanceOf(AuthError);
  });

  it.each(["logout+jwt", "dpop+jwt", "secevent+jwt", "id+jwt", "", null, 5])(
    "is not believed with typ %s",
    async (typ) => {
      await expect(verify(ANY, { aud: "memory" }, { typ })).rejects.toBeInstanceOf(AuthError);
    },
  );
});

describe("scopes", () => {
  it.each([
    [{ scope: "openid memory:read other" }, ["memory:read"]],
    [{ scope: undefined, scp: "memory:read memory:write" }, ["memory:read", "memory:write"]],
    [{ scope: undefined, scp: ["memory:delete", 5] }, ["memory:delete"]],
    [{ scope: "openid", permissions: ["memory:write", "read:x"] }, ["memory:write"]],
    [{ scope: "memory:read", permissions: ["memory:admin"] }, ["memory:read", "memory:admin"]],
    [{ scope: "" }, []],
    [{ scope: undefined }, []],
    [{ scope: "memory:* memory:READ memory:read,memory:write" }, []],
    [{ scope: undefined, scp: { "memory:read": true }, permissions: 5 }, []],
  ])("of %j are %j", async (claims, scopes) => {
    expect((await verify({}, claims)).scopes).toEqual(scopes);
  });

  it("of tokens that carry none of ours are those that the operator has named", async () => {
    const options = { settings: { defaultScopes: ["memory:read", "memory:write"] } } as const;
    expect((await verify(options, { scope: "openid" })).scopes).toEqual(["memory:read", "memory:write"]);
    expect((await verify(options, { scope: "memory:read" })).scopes).toEqual(["memory:read"]);
  });
});

describe("the caller", () => {
  it("is known by issuer, subject and time, and writes in the name of the client", async () => {
    const { verifier, clock } = aVerifier(provider);
    const now = Math.floor(clock.now() / 1000);
    const claims = provider.claims(clock, { jti: "their-id", name: "Alice" });
    expect(await verifier.verify(provider.key.sign(claims))).toEqual({
      owner: "alice",
      scopes: ["memory:read", "memory:write"],
      by: "an-app",
      clientId: "an-app",
      issuer: provider.issuer,
      subject: "alice-at-idp",
      issuedAt: now,
      expiresAt: now + 3600,
    });
  });

  it.each([
    [{ client_id: undefined, azp: "their-app" }, "their-app"],
    [{ client_id: "one", azp: "two" }, "one"],
    [{ client_id: undefined }, "127.0.0.1:"],
    [{ client_id: "stdio" }, "client stdio"],
    [{ client_id: undefined, azp: "undo 3f4b8a6c" }, "client undo 3f4b8a6c"],
  ])("with %j writes as %s", async (claims, by) => {
    expect((await verify({}, claims)).by).toContain(by);
  });

  it("is refused an algorithm, an age or an audience that this provider may not use", async () => {
    const refused: readonly (readonly [VerifierOptions["settings"], Json])[] = [
      [{ algorithms: ["RS256"] }, {}],
      [{ maxTokenAgeSeconds: 3599 }, {}],
      [{ audiences: ["another"] }, {}],
    ];
    for (const [settings = {}, claims] of refused) {
      await expect(verify({ settings }, claims)).rejects.toBeInstanceOf(AuthError);
    }
  });

  it("who is kept out is refused before anything is made for them", async () => {
    const made: string[] = [];
    const identities = {
      findUser: async () => undefined,
      link: async () => undefined,
      provision: async (_: unknown, id: never) => {
        made.push(id);
        return id;
      },
    };
    const isDenied = async ({ subject, issuedAt = 0 }: { subject?: string; issuedAt?: number }) =>
      subject === "gone" && issuedAt > 0;
    const options = { identities, isDenied, settings: { autoProvision: true } };
    await expect(verify(options, { sub: "gone" })).rejects.toMatchObject({ reason: "revoked" });
    expect(made).toEqual([]);
    await verify(options, { sub: "welcome" });
    expect(made).toEqual([expect.stringMatching(/^oidc-/)]);
  });

  it("keeps their account for a minute while the database is away, but not a new one", async () => {
    let down = false;
    const identities = {
      findUser: async () => {
        if (down) throw new Error("away");
        return "alice" as never;
      },
      link: async () => undefined,
      provision: async () => undefined,
    };
    const { verifier, clock } = aVerifier(provider, { identities });
    const token = provider.key.sign(provider.claims(clock));
    await verifier.verify(token);
    down = true;
    clock.set(clock.now() + 59_000);
    expect(await verifier.verify(token)).toMatchObject({ owner: "alice" });
    clock.set(clock.now() + 2_000);
    await expect(verifier.verify(provider.key.sign(provider.claims(clock)))).rejects.toThrow("away");
  });

  it("is nobody when the table of users names a reserved owner", async () => {
    for (const reserved of ["_system", "__proto__", "", "a b"]) {
      const identities = {
        findUser: async () => reserved as never,
        link: async () => undefined,
        provision: async () => undefined,
      };
      await expect(verify({ identities }, {})).rejects.toMatchObject({ name: "NoAccountError" });
    }
  });
});
