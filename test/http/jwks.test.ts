import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, it } from "vitest";
import { makeKeyPair, openKeyPair } from "../../src/auth/key-pair.ts";
import { createKeyRing, fixedSecrets, storedKeys } from "../../src/auth/key-ring.ts";
import { mintToken } from "../../src/auth/mint-token.ts";
import { KEY_ALGORITHMS } from "../../src/domain/accounts/signing-key.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const PATH = "/.well-known/jwks.json";

it("is open to everybody, may be kept for ten minutes, and is empty without key pairs", async () => {
  await using door = await openFrontDoor();
  const answer = await call(door, PATH, { headers: { origin: "http://localhost:1" } });
  expect([answer.status, answer.json]).toEqual([200, { keys: [] }]);
  expect(answer.headers).toMatchObject({
    "content-type": "application/json",
    "cache-control": "public, max-age=600",
    "access-control-allow-origin": "*",
  });
  expect((await call(door, PATH, { method: "HEAD" })).status).toBe(200);
  expect((await call(door, PATH, { method: "POST" })).status).toBe(405);
  expect((await call(door, "/health")).headers["cache-control"]).toBe("no-store");
});

it("answers at the root and under the mount path", async () => {
  await using door = await openFrontDoor({ config: { mountPath: "/memory" } });
  for (const path of [PATH, `/memory${PATH}`]) expect((await call(door, path)).status).toBe(200);
});

it("any JOSE client can verify our tokens with it", async () => {
  const now = systemClock.now();
  const made = { createdAt: now, activeAt: now, sealingKey: undefined };
  const pairs = await Promise.all(KEY_ALGORITHMS.map((algorithm) => makeKeyPair({ algorithm, ...made })));
  const ring = createKeyRing(fixedSecrets([]), storedKeys({ list: async () => pairs }, systemClock));
  await using door = await openFrontDoor({ publishedKeys: () => ring.published() });
  const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${door.port}${PATH}`));
  for (const pair of pairs) {
    const key = await openKeyPair(pair, undefined);
    const { token } = await mintToken({ key, owner: "alice", expiresInSeconds: 60, clock: systemClock });
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: "awareness",
      audience: "awareness",
    });
    expect([payload.sub, protectedHeader.kid]).toEqual(["alice", pair.id]);
  }
});

it("says to try again when the keys cannot be read", async () => {
  const publishedKeys = async (): Promise<never> => {
    throw new AwarenessError("unavailable", "Tokens cannot be checked right now; try again in a moment.");
  };
  await using door = await openFrontDoor({ publishedKeys });
  const answer = await call(door, PATH);
  expect([answer.status, answer.headers["cache-control"]]).toEqual([503, "no-store"]);
});
