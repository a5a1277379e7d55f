import { expect, it } from "vitest";
import { aVerifier } from "../auth/providers/support/issuer.ts";
import { goodClaims, sign } from "../auth/support/tokens.ts";
import { checkSignatures, ONE_CHECK_EACH } from "../auth/support/wrong-signatures.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const NO_PROVIDER = { issuer: "https://idp.example.org" };

it("J40 a token that was taken back is refused by the next request, though it was verified a moment ago", async () => {
  let revoked = false;
  await using door = await openFrontDoor({ isRevoked: async () => revoked });
  const status = async () => (await call(door, "/mcp", { token: door.token })).status;
  expect(await status()).toBe(200);
  revoked = true;
  expect(await status()).toBe(401);
});

it("J41 a wrong signature gets the same answer after the same check, wherever it is wrong", async () => {
  const { verifier, clock } = aVerifier(NO_PROVIDER);
  await verifier.verify(sign(goodClaims(clock)));
  expect(await checkSignatures(verifier, sign({ ...goodClaims(clock), name: "another" }))).toEqual(
    ONE_CHECK_EACH,
  );
});

it("J42 a token that was verified a moment ago is not verified again, for a minute", async () => {
  const { verifier, clock } = aVerifier(NO_PROVIDER);
  const token = sign(goodClaims(clock));
  const known = await verifier.verify(token);
  expect(await verifier.verify(token)).toBe(known);
  clock.set(clock.now() + 60_000);
  const again = await verifier.verify(token);
  expect(again).toEqual(known);
  expect(again).not.toBe(known);
});
