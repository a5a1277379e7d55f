import { expect, it, vi } from "vitest";
import { aVerifier } from "../auth/providers/support/issuer.ts";
import { goodClaims, sign } from "../auth/support/tokens.ts";
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
  const check = vi.spyOn(crypto.subtle, "verify");
  const token = sign({ ...goodClaims(clock), name: "another" });
  const at = token.lastIndexOf(".") + 1;
  const flip = (index: number) =>
    token.slice(0, index) + (token[index] === "A" ? "Q" : "A") + token.slice(index + 1);
  const outcomes = [];
  for (const variant of [token, flip(at), flip(token.length - 6)]) {
    check.mockClear();
    const message = await verifier.verify(variant).then(
      () => "accepted",
      ({ message }: Error) => message,
    );
    outcomes.push([message, check.mock.calls.length]);
  }
  check.mockRestore();
  // How long each takes is measured in bench/figures/refusal-timing.ts.
  expect(outcomes).toEqual([
    ["accepted", 1],
    ["Invalid token", 1],
    ["Invalid token", 1],
  ]);
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
