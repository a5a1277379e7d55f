import { expect, it } from "vitest";
import { aClock, goodClaims, sign } from "../auth/support/tokens.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const MINUTE = 60_000;

it("J39 a clock that jumps shifts validity and breaks nothing", async () => {
  const clock = aClock();
  const start = clock.now();
  await using door = await openFrontDoor({ clock });
  const claims = goodClaims(clock);
  const iat = Math.floor(start / 1000);
  const token = sign({ ...claims, iat, exp: iat + 300 });
  const statusAt = async (ms: number): Promise<number> => {
    clock.set(ms);
    return (await call(door, "/mcp", { token })).status;
  };
  expect(await statusAt(start)).toBe(200);
  expect(await statusAt(start + 10 * MINUTE)).toBe(401);
  expect(await statusAt(start - 10 * MINUTE)).toBe(401);
  expect(await statusAt(start - 60 * MINUTE)).toBe(401);
  expect(await statusAt(start + 2 * MINUTE)).toBe(200);
  expect(await statusAt(start + 3650 * 24 * 60 * MINUTE)).toBe(401);
  expect(await statusAt(start + 4 * MINUTE)).toBe(200);
  const health = await call(door, "/health");
  expect(health.status).toBe(200);
});

it("a token that was accepted a moment ago is refused as soon as it has expired", async () => {
  const clock = aClock();
  const start = clock.now();
  await using door = await openFrontDoor({ clock });
  const iat = Math.floor(start / 1000);
  const token = sign({ ...goodClaims(clock), iat, exp: iat + 5 });
  const statuses: number[] = [];
  for (const seconds of [0, 4, 5, 34, 35, 36]) {
    clock.set(start + seconds * 1000);
    statuses.push((await call(door, "/mcp", { token })).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 401, 401]);
});
