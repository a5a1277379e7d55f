import { expect, it } from "vitest";
import { makeKeyPair, openKeyPair } from "../../src/auth/key-pair.ts";
import { createKeyRing, fixedSecrets, storedKeys, watchedSecrets } from "../../src/auth/key-ring.ts";
import { mintToken } from "../../src/auth/mint-token.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import type { SigningKey } from "../../src/domain/accounts/signing-key.ts";
import { aClock, encode, GOOD_HEADER, goodClaims, sign } from "./support/tokens.ts";

const [OLD, NEW] = ["an-old-secret-of-more-than-32-bytes!", "a-new-secret-of-more-than-32-bytes!!"];

/** A server over secrets and key pairs of which a test decides. */
function openServer() {
  const clock = aClock();
  const secrets = [OLD];
  const pairs: SigningKey[] = [];
  const state = { down: false, looks: 0 };
  const look = async <Value>(value: readonly Value[]) => {
    state.looks += 1;
    if (state.down) throw new Error("gone");
    return [...value];
  };
  const keys = createKeyRing(
    watchedSecrets(() => look(secrets), clock),
    storedKeys({ list: () => look(pairs) }, clock),
  );
  const verifier = createTokenVerifier({ keys, clock, isRevoked: async () => false });
  const outcome = (token: string) =>
    verifier.verify(token).then(
      ({ owner }) => owner as string,
      (error: { reason?: string; code?: string }) => error.reason ?? error.code,
    );
  const mint = async (key: string | SigningKey) => {
    const opened = typeof key === "string" ? key : await openKeyPair(key, undefined);
    return (await mintToken({ key: opened, owner: "alice", expiresInSeconds: 3600, clock })).token;
  };
  const addPair = async () => {
    const now = clock.now();
    const pair = await makeKeyPair({
      algorithm: "ES256",
      createdAt: now,
      activeAt: now,
      sealingKey: undefined,
    });
    pairs.push(pair);
    return pair;
  };
  return { clock, secrets, pairs, state, keys, verifier, outcome, mint, addPair };
}

it("a new secret is known with its first token, and the old ones go on", async () => {
  const { secrets, outcome, mint } = openServer();
  const old = await mint(OLD);
  expect(await outcome(old)).toBe("alice");
  secrets.unshift(NEW);
  expect(await outcome(await mint(NEW))).toBe("alice");
  expect(await outcome(await mint(OLD))).toBe("alice");
  expect(await outcome(old)).toBe("alice");
});

it("a secret that is dropped counts no more after three seconds, also for a token verified a moment ago", async () => {
  const { clock, secrets, outcome, mint, verifier } = openServer();
  const old = await mint(OLD);
  const caller = await verifier.verify(old);
  secrets.unshift(NEW);
  const token = await mint(NEW);
  expect(await outcome(token)).toBe("alice");
  secrets.pop();
  clock.set(clock.now() + 2_999);
  expect([await outcome(old), await verifier.hasEnded(caller)]).toEqual(["alice", false]);
  clock.set(clock.now() + 1);
  expect([await outcome(old), await verifier.hasEnded(caller)]).toEqual(["invalid_token", true]);
  expect(await outcome(token)).toBe("alice");
});

it("a key pair is known with its first token, and ends when it is removed or has expired", async () => {
  const { clock, pairs, outcome, mint, addPair } = openServer();
  expect(await outcome(await mint(OLD))).toBe("alice");
  const [one, two] = [await addPair(), await addPair()];
  const [first, second] = [await mint(one), await mint(two)];
  expect([await outcome(first), await outcome(second)]).toEqual(["alice", "alice"]);
  pairs[0] = { ...one, retiredAt: clock.now(), expiresAt: clock.now() + 5_000 };
  clock.set(clock.now() + 4_000);
  expect([await outcome(first), await outcome(second)]).toEqual(["alice", "alice"]);
  pairs.splice(1, 1);
  clock.set(clock.now() + 3_000);
  expect([await outcome(first), await outcome(second)]).toEqual(["invalid_token", "invalid_token"]);
});

it("a flood of unknown keys and signatures causes one look a second at most", async () => {
  const { clock, state, outcome, mint } = openServer();
  await outcome(await mint(OLD));
  const unknown = () => sign(goodClaims(clock), { ...GOOD_HEADER, alg: "ES256", kid: "unknown" });
  await outcome(unknown());
  const before = state.looks;
  for (let request = 0; request < 500; request += 1) {
    clock.set(clock.now() + 4);
    const flood = await Promise.all([outcome(unknown()), outcome(sign(goodClaims(clock), GOOD_HEADER, NEW))]);
    expect(flood).toEqual(["invalid_token", "invalid_token"]);
  }
  expect(state.looks - before).toBeLessThanOrEqual(6);
});

it("good tokens cause one look in three seconds, and none at key pairs that nobody uses", async () => {
  const { clock, state, outcome, mint } = openServer();
  const token = await mint(OLD);
  for (let request = 0; request < 300; request += 1) {
    expect(await outcome(token)).toBe("alice");
    clock.set(clock.now() + 100);
  }
  expect(state.looks).toBe(10);
});

it("while keys cannot be read the known ones count, and before they ever were nobody can tell", async () => {
  const { clock, state, outcome, mint, addPair } = openServer();
  const pair = await addPair();
  state.down = true;
  const token = await mint(pair);
  expect([await outcome(await mint(OLD)), await outcome(token)]).toEqual(["unavailable", "unavailable"]);
  state.down = false;
  expect([await outcome(await mint(OLD)), await outcome(token)]).toEqual(["alice", "alice"]);
  state.down = true;
  clock.set(clock.now() + 60_000);
  expect([await outcome(await mint(OLD)), await outcome(await mint(pair))]).toEqual(["alice", "alice"]);
  expect(await outcome(await mint(NEW))).toBe("invalid_token");
});

it("a key is good for its own algorithm and under its own name only, whatever a token says", async () => {
  const { keys, outcome, mint, addPair, clock } = openServer();
  const pair = await addPair();
  const good = await mint(pair);
  const [head = "", body = "", signature = ""] = good.split(".");
  const withHeader = (header: object) => `${encode(JSON.stringify(header))}.${body}.${signature}`;
  expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({
    alg: "ES256",
    typ: "at+jwt",
    kid: pair.id,
  });
  const published = JSON.stringify((await keys.published()).keys[0]);
  const confused = [pair.publicKey, published].map((text) =>
    sign(goodClaims(clock), { ...GOOD_HEADER, kid: pair.id }, text),
  );
  const bad = [
    ...confused,
    sign(goodClaims(clock), { ...GOOD_HEADER, kid: pair.id }, OLD),
    withHeader({ alg: "ES256", typ: "at+jwt" }),
    withHeader({ alg: "none", typ: "at+jwt", kid: pair.id }),
    withHeader({ alg: "HS256", typ: "at+jwt", kid: pair.id }),
    withHeader({ alg: "RS256", typ: "at+jwt", kid: pair.id }),
    withHeader({ alg: "ES256", typ: "at+jwt", kid: "__proto__" }),
    withHeader({ alg: "ES256", typ: "at+jwt", kid: "" }),
    withHeader({ alg: "ES256", typ: "at+jwt", kid: "' OR 1=1 --" }),
  ];
  for (const token of bad) expect(await outcome(token)).toBe("invalid_token");
  expect(await outcome(good)).toBe("alice");
});

it("a good signature under the name of another key proves nothing", async () => {
  const { outcome, addPair, clock } = openServer();
  const [one, two] = [await addPair(), await addPair()];
  const opened = await openKeyPair(one, undefined);
  for (const id of [two.id, "unknown"]) {
    const key = { ...opened, id };
    const { token } = await mintToken({ key, owner: "alice", expiresInSeconds: 60, clock });
    expect(await outcome(token)).toBe("invalid_token");
  }
});

it("secrets that are given stay as they are", async () => {
  const clock = aClock();
  const ring = createKeyRing(fixedSecrets([NEW, OLD]));
  const verifier = createTokenVerifier({ keys: ring, clock, isRevoked: async () => false });
  for (const key of [NEW, OLD])
    expect(
      (await verifier.verify((await mintToken({ key, owner: "a", expiresInSeconds: 60, clock })).token))
        .owner,
    ).toBe("a");
  expect(await ring.published()).toEqual({ keys: [] });
});
