import { expect, it } from "vitest";
import { mintToken } from "../../src/auth/mint-token.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { allows } from "../../src/domain/principal.ts";
import { aClock, aKeyRing, goodClaims, SECRET, sign } from "./support/tokens.ts";

const clock = aClock();
const verifier = createTokenVerifier({ keys: aKeyRing(), clock, isRevoked: async () => false });
const principalOf = (claims: object) => verifier.verify(sign({ ...goodClaims(clock), ...claims }));

it("the writer is the token's name, else its client, else its id, else just a token", async () => {
  const id = { jti: "id-1" };
  expect((await principalOf({ ...id, name: "laptop", client_id: "claude" })).by).toBe("laptop");
  expect((await principalOf({ ...id, client_id: "claude" })).by).toBe("claude");
  expect((await principalOf(id)).by).toBe("id-1");
  expect(await principalOf({ ...id, name: "laptop", client_id: "claude" })).toMatchObject({
    clientId: "claude",
    tokenId: "id-1",
  });
  expect(await principalOf(id)).not.toHaveProperty("clientId");
  expect(await principalOf({ jti: undefined })).not.toHaveProperty("tokenId");
  expect((await principalOf({ jti: undefined })).by).toBe("token");
});

it("unknown scopes grant nothing; a scope claim without a known one means no access", async () => {
  const scopesOf = async (scope: string) => (await principalOf({ scope })).scopes;
  expect(await scopesOf("memory:write openid MEMORY:ADMIN")).toEqual(["memory:write"]);
  expect(await scopesOf("openid profile")).toEqual([]);
  expect(await scopesOf("")).toEqual([]);
  expect(await scopesOf("memory:readmemory:write")).toEqual([]);
  expect((await principalOf({})).scopes).toEqual(["memory:admin"]);
});

it("R4 a scope includes the lesser ones", async () => {
  const { scopes } = await principalOf({ scope: "memory:write" });
  expect([
    allows(scopes, "memory:read"),
    allows(scopes, "memory:write"),
    allows(scopes, "memory:delete"),
  ]).toEqual([true, true, false]);
});

it("a token signed with another secret is refused", async () => {
  const { token } = await mintToken({ key: `${SECRET}x`, owner: "alice", expiresInSeconds: 60, clock });
  await expect(verifier.verify(token)).rejects.toMatchObject({ name: "AuthError", reason: "invalid_token" });
});

it("a secret counts in bytes of UTF-8, and under 32 of them is refused", () => {
  const create = (secret: string) => () =>
    createTokenVerifier({ keys: aKeyRing(secret), clock, isRevoked: async () => false });
  expect(create("x".repeat(31))).toThrow(AwarenessError);
  expect(create("é".repeat(15))).toThrow(AwarenessError);
  expect(create("é".repeat(16))).not.toThrow();
});

it("a secret with other than ASCII characters signs and verifies", async () => {
  const secret = "ключ-ключ-ключ-ключ";
  const { token } = await mintToken({ key: secret, owner: "alice", expiresInSeconds: 60, clock });
  const own = createTokenVerifier({ keys: aKeyRing(secret), clock, isRevoked: async () => false });
  expect((await own.verify(token)).owner).toBe("alice");
});

it("revocation is asked for every time, also for a token verified a moment ago", async () => {
  const revoked = new Set<string>();
  let asked = 0;
  const strict = createTokenVerifier({
    keys: aKeyRing(),
    clock,
    isRevoked: async ({ tokenId = "" }) => {
      asked += 1;
      return revoked.has(tokenId);
    },
  });
  const token = sign({ ...goodClaims(clock), jti: "id-1" });
  await strict.verify(token);
  await strict.verify(token);
  expect(asked).toBe(2);
  revoked.add("id-1");
  await expect(strict.verify(token)).rejects.toMatchObject({ reason: "revoked" });
});

it("two tokens of two owners are never mixed up, however many are in use", async () => {
  const owners = Array.from({ length: 1_200 }, (_, index) => `owner-${index}`);
  const tokens = owners.map((sub) => sign({ ...goodClaims(clock), sub }));
  for (let round = 0; round < 2; round += 1) {
    const seen = await Promise.all(tokens.map(async (token) => (await verifier.verify(token)).owner));
    expect(seen).toEqual(owners);
  }
});
