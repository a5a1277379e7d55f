import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import { aVerifier } from "../../auth/providers/support/issuer.ts";
import { makeKey } from "../../auth/providers/support/provider-keys.ts";
import { checkSignatures, ONE_CHECK_EACH } from "../../auth/support/wrong-signatures.ts";
import { call, openFrontDoor } from "../support/front-door.ts";

const MINUTE = 60_000;

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider({ key: makeKey("RS256") });
});
afterAll(() => provider[Symbol.asyncDispose]());

it("J39 a clock that jumps shifts validity and breaks nothing, with and without the provider", async () => {
  const { verifier, clock } = aVerifier(provider);
  const start = clock.now();
  await using door = await openFrontDoor({ clock, verifier });
  const iat = Math.floor(start / 1000);
  const token = provider.key.sign(provider.claims(clock, { iat, exp: iat + 300 }));
  const statusAt = async (ms: number): Promise<number> => {
    clock.set(ms);
    return (await call(door, "/mcp", { token })).status;
  };
  const walk = async () => [
    await statusAt(start),
    await statusAt(start + 10 * MINUTE),
    await statusAt(start - 10 * MINUTE),
    await statusAt(start - 60 * MINUTE),
    await statusAt(start + 2 * MINUTE),
  ];
  expect(await walk()).toEqual([200, 401, 401, 401, 200]);
  provider.onKeys = (response) => void response.writeHead(500).end();
  expect(await walk()).toEqual([200, 401, 401, 401, 200]);
  provider.onKeys = undefined;
});

it("J39 a provider whose clock differs by more than a minute is named in the log", async () => {
  const { verifier, clock, log } = aVerifier(provider);
  const verify = () => verifier.verify(provider.key.sign(provider.claims(clock)));
  const now = Math.floor(Date.now() / 1000) * 1000;
  clock.set(now - 61_500);
  await verify();
  expect(log()).toMatch(/"skew_sec":6[1-3],"msg":"an identity provider's clock differs from ours"/);
  const level = aVerifier(provider);
  level.clock.set(now);
  await level.verifier.verify(provider.key.sign(provider.claims(level.clock)));
  expect(level.log()).not.toContain("differs");
});

it("J41 a wrong signature gets the same answer after the same check, wherever it is wrong", async () => {
  const { verifier, clock } = aVerifier(provider);
  await verifier.verify(provider.key.sign(provider.claims(clock)));
  expect(
    await checkSignatures(verifier, provider.key.sign(provider.claims(clock, { jti: "another" }))),
  ).toEqual(ONE_CHECK_EACH);
});

it("J42 a token that was verified a moment ago is not verified again, for a minute", async () => {
  const { verifier, clock } = aVerifier(provider);
  const token = provider.key.sign(provider.claims(clock));
  const known = await verifier.verify(token);
  // The same object: nothing was read from the token again.
  expect(await verifier.verify(token)).toBe(known);
  clock.set(clock.now() + 59_000);
  expect(await verifier.verify(token)).toBe(known);
  clock.set(clock.now() + 1_000);
  const again = await verifier.verify(token);
  expect(again).toEqual(known);
  expect(again).not.toBe(known);
});
