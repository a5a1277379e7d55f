import { expect, it } from "vitest";
import { aVerifier } from "../auth/providers/support/issuer.ts";
import { median } from "../auth/support/median.ts";
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

it("J41 a wrong signature takes as long as a right one, wherever it is wrong", async () => {
  const { verifier, clock } = aVerifier(NO_PROVIDER);
  const times = { right: [] as number[], first: [] as number[], last: [] as number[] };
  for (let round = 0; round < 500; round += 1) {
    const token = sign({ ...goodClaims(clock), name: `${round}` });
    const at = token.lastIndexOf(".") + 1;
    const flip = (index: number) =>
      token.slice(0, index) + (token[index] === "A" ? "Q" : "A") + token.slice(index + 1);
    for (const [name, variant] of Object.entries({
      right: token,
      first: flip(at),
      last: flip(token.length - 6),
    })) {
      const start = performance.now();
      await verifier.verify(variant).catch(() => undefined);
      times[name as keyof typeof times].push(performance.now() - start);
    }
  }
  const [right, first, last] = [times.right, times.first, times.last].map(median) as [number, number, number];
  for (const other of [first, last])
    expect(Math.abs(other - right)).toBeLessThan(Math.max(0.2, right * 0.05));
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
