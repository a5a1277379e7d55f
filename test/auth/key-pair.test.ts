import { calculateJwkThumbprint, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import { makeKeyPair, openKeyPair } from "../../src/auth/key-pair.ts";
import { createKeyRing, fixedSecrets, storedKeys } from "../../src/auth/key-ring.ts";
import { mintToken } from "../../src/auth/mint-token.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { KEY_ALGORITHMS, type KeyAlgorithm, type SigningKey } from "../../src/domain/accounts/signing-key.ts";
import { aClock } from "./support/tokens.ts";

const [SEALING, OTHER] = ["a-sealing-key-of-more-than-32-bytes!", "another-sealing-key-of-over-32-bytes"];
const clock = aClock();
const make = (algorithm: KeyAlgorithm, sealingKey?: string) =>
  makeKeyPair({ algorithm, sealingKey, createdAt: clock.now(), activeAt: clock.now() });
const ringOf = (...keys: readonly SigningKey[]) =>
  createKeyRing(fixedSecrets([]), storedKeys({ list: async () => keys }, clock));

describe.each(KEY_ALGORITHMS)("a key pair of %s", (algorithm) => {
  it("signs what its public half verifies, and publishes nothing private", async () => {
    const key = await make(algorithm, SEALING);
    const ring = ringOf(key);
    const verifier = createTokenVerifier({ keys: ring, clock, isRevoked: async () => false });
    const signer = await openKeyPair(key, SEALING);
    const { token } = await mintToken({ key: signer, owner: "alice", expiresInSeconds: 60, clock });
    expect((await verifier.verify(token)).owner).toBe("alice");
    const [published] = (await ring.published()).keys;
    expect(published).toMatchObject({ kid: key.id, alg: algorithm, use: "sig" });
    expect(key.id).toBe(await calculateJwkThumbprint(published as JWK));
    for (const text of [JSON.stringify(published), key.publicKey])
      for (const member of ["d", "p", "q", "dp", "dq", "qi", "k"])
        expect(Object.keys(JSON.parse(text))).not.toContain(member);
    expect(Buffer.from(key.privateKey).includes('"kty"')).toBe(false);
  });
});

describe("a sealed private key", () => {
  it("opens with the key it was sealed with, and with no other", async () => {
    const key = await make("EdDSA", SEALING);
    await expect(openKeyPair(key, SEALING)).resolves.toMatchObject({ id: key.id, algorithm: "EdDSA" });
    await expect(openKeyPair(key, undefined)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("set AWARENESS_KEY"),
    });
    await expect(openKeyPair(key, OTHER)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("cannot be opened with this AWARENESS_KEY"),
    });
  });

  it("opens under its own id only, and not when a byte of it was changed or is missing", async () => {
    const key = await make("ES256", SEALING);
    const { privateKey } = key;
    const flip = (at: number) => {
      const copy = Buffer.from(privateKey);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const wrong = [
      { ...key, id: `${key.id}x` },
      ...[0, 1, 13, 29, privateKey.length - 1].map((at) => ({ ...key, privateKey: flip(at) })),
      ...[0, 5, 29, privateKey.length - 1].map((end) => ({
        ...key,
        privateKey: privateKey.subarray(0, end),
      })),
    ];
    for (const one of wrong) {
      const refused = openKeyPair(one, SEALING);
      await expect(refused).rejects.toMatchObject({ name: "AwarenessError", code: "unavailable" });
    }
  });

  it("is other bytes each time", async () => {
    const [one, two] = [await make("EdDSA", SEALING), await make("EdDSA", SEALING)];
    expect(Buffer.from(one.privateKey).subarray(1, 13)).not.toEqual(
      Buffer.from(two.privateKey).subarray(1, 13),
    );
  });
});

it("no id looks like an option of a command", async () => {
  for (let count = 0; count < 500; count += 1) expect((await make("EdDSA")).id).toMatch(/^[\w]/);
});

it("a damaged key is named, and nothing of it is told", async () => {
  const key = await make("ES256");
  for (const privateKey of [Buffer.from('{"d":"hunter2'), Buffer.from('{"kty":"EC","d":"hunter2"}')]) {
    const error = await openKeyPair({ ...key, privateKey }, undefined).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).toContain(`${key.id} is damaged`);
    expect(String(error)).not.toContain("hunter2");
  }
});

it("an unsealed key opens with and without a key to seal with", async () => {
  const key = await make("ES256");
  await expect(openKeyPair(key, undefined)).resolves.toMatchObject({ id: key.id });
  await expect(openKeyPair(key, SEALING)).resolves.toMatchObject({ id: key.id });
});
