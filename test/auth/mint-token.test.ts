import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { mintToken, parseDuration } from "../../src/auth/mint-token.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { aClock, aKeyRing, SECRET } from "./support/tokens.ts";

const clock = aClock();
const verifier = createTokenVerifier({ keys: aKeyRing(), clock, isRevoked: async () => false });
const mint = (options: Partial<Parameters<typeof mintToken>[0]> = {}) =>
  mintToken({ key: SECRET, owner: "alice", expiresInSeconds: 3600, clock, ...options });
const refusal = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("a minted token", () => {
  it("carries what an own token carries, and nothing else", async () => {
    const { token, id, expiresAt } = await mint({ name: "laptop", scope: "memory:read  memory:write " });
    const iat = Math.floor(clock.now() / 1000);
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "at+jwt" });
    expect(decodeJwt(token)).toEqual({
      iss: "awareness",
      aud: "awareness",
      sub: "alice",
      jti: id,
      iat,
      exp: iat + 3600,
      name: "laptop",
      scope: "memory:read memory:write",
    });
    expect(expiresAt).toBe((iat + 3600) * 1000);
  });

  it("verifies to the caller it was minted for", async () => {
    const { token, id, expiresAt } = await mint({ name: "laptop", scope: "memory:write" });
    expect(await verifier.verify(token)).toEqual({
      owner: "alice",
      scopes: ["memory:write"],
      by: "laptop",
      tokenId: id,
      issuer: "awareness",
      subject: "alice",
      issuedAt: Math.floor(clock.now() / 1000),
      expiresAt: expiresAt / 1000,
    });
  });

  it("without scope may do everything, without name writes under its id", async () => {
    const { token, id } = await mint();
    expect(await verifier.verify(token)).toMatchObject({ scopes: ["memory:admin"], by: id });
  });

  it("bound to sources verifies to them", async () => {
    const sources = ["website", "Shop 2", "é"];
    const { token } = await mint({ sources });
    expect((await verifier.verify(token)).sources).toEqual(sources);
  });

  it("lives up to 366 days", async () => {
    const { token } = await mint({ expiresInSeconds: 366 * 86_400 });
    expect(await verifier.verify(token)).toMatchObject({ owner: "alice" });
  });

  it("has an id of its own", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await mint()).id));
    expect(new Set(ids).size).toBe(50);
  });
});

describe("minting refuses", () => {
  const cases: readonly (readonly [string, Partial<Parameters<typeof mintToken>[0]>])[] = [
    ["the system owner", { owner: "_system" }],
    ["an owner with a space", { owner: "a b" }],
    ["an empty owner", { owner: "" }],
    ["no lifetime", { expiresInSeconds: 0 }],
    ["a negative lifetime", { expiresInSeconds: -1 }],
    ["a lifetime of parts of seconds", { expiresInSeconds: 1.5 }],
    ["a lifetime over 366 days", { expiresInSeconds: 366 * 86_400 + 1 }],
    ["a lifetime that is no number", { expiresInSeconds: Number.NaN }],
    ["an unknown scope", { scope: "memory:read memory:everything" }],
    ["an empty scope", { scope: " " }],
    ["an empty name", { name: "" }],
    ["a name of the program's own", { name: "stdio" }],
    ["a name like that of an undo", { name: "undo 3f4b8a6c" }],
    ["a name with a line break", { name: "a\nb" }],
    ["a name with a lone surrogate", { name: "\ud800" }],
    ["a name that is too long", { name: "n".repeat(201) }],
    ["no sources", { sources: [] }],
    ["a source without a name", { sources: ["a", ""] }],
    ["a source that is too long", { sources: ["s".repeat(201)] }],
    ["a source with a lone surrogate", { sources: ["\ud800"] }],
    ["a source with NUL", { sources: ["a\0"] }],
    ["more than 100 sources", { sources: Array.from({ length: 101 }, (_, index) => `s${index}`) }],
    ["a short secret", { key: "s".repeat(31) }],
  ];
  for (const [what, options] of cases) {
    it(`${what}`, async () => {
      const error = await refusal(() => mint(options));
      expect(error).toBeInstanceOf(AwarenessError);
      expect(error).toMatchObject({ code: "invalid_parameter" });
    });
  }
});

describe("a lifetime in words", () => {
  it("is a number with a unit", () => {
    const texts = ["30d", "12h", "15m", "90s", "366d", "1s", "31622400s"];
    expect(texts.map((text) => parseDuration(text))).toEqual([
      2_592_000, 43_200, 900, 90, 31_622_400, 1, 31_622_400,
    ]);
  });

  it("in another form is refused with what is accepted", async () => {
    const texts = [
      "",
      "0d",
      "30",
      "d",
      "-1d",
      "1.5h",
      "1 d",
      "367d",
      "31622401s",
      "1w",
      "1D",
      "1d1h",
      "9999999999s",
      "1e3s",
    ];
    for (const text of texts) {
      const error = await refusal(() => parseDuration(text));
      expect(error).toMatchObject({
        code: "invalid_parameter",
        message: expect.stringContaining("90s, 15m, 12h or 30d"),
      });
    }
  });
});
