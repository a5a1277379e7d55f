import { expect, it } from "vitest";
import { type RateLimitStore, type Taking, takeFrom } from "../../src/domain/rate-limits/rate-limit-store.ts";
import { createRateLimiter } from "../../src/domain/rate-limits/rate-limiter.ts";
import { aClock, goodClaims, sign } from "../auth/support/tokens.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

/** Allowances in the memory of the test, with a switch that makes them fail. */
function aStore() {
  const rows = new Map<string, number>();
  const state = { asked: 0, broken: false };
  const take: RateLimitStore["take"] = async (taking: Taking) => {
    state.asked += 1;
    if (state.broken) throw new Error("gone");
    const { wholeAt, ...taken } = takeFrom(rows.get(taking.name) ?? 0, taking);
    rows.set(taking.name, wholeAt);
    return taken;
  };
  return { take, state };
}

async function openDoor(perMinute: { owner?: number; address?: number }) {
  const clock = aClock();
  const store = aStore();
  const limiter = (kind: string, count: number | undefined) =>
    count === undefined
      ? undefined
      : createRateLimiter({ kind, store, clock, perMinute: count, onError: () => undefined });
  const door = await openFrontDoor({
    clock,
    config: { trustedProxies: [{ address: "127.0.0.0", prefix: 8, family: "ipv4" }] },
    rateLimits: {
      perOwner: limiter("owner", perMinute.owner),
      perAddress: limiter("address", perMinute.address),
    },
  });
  const post = (sub: string, from?: string) =>
    call(door, "/mcp", {
      method: "POST",
      token: sign({ ...goodClaims(clock), sub }),
      headers: from === undefined ? {} : { "x-forwarded-for": from },
    });
  const times = async (count: number, ask: () => ReturnType<typeof post>) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push((await ask()).status);
    return statuses;
  };
  return { ...door, clock, store, post, times };
}

it("over its rate an owner gets 429 with Retry-After, others are served, and the rate comes back", async () => {
  await using door = await openDoor({ owner: 30 });
  expect(await door.times(31, () => door.post("alice"))).toEqual([...Array(30).fill(200), 429]);
  const refused = await door.post("alice");
  expect(refused.json).toEqual({ error: "Too many requests" });
  expect(refused.headers["retry-after"]).toBe("2");
  expect((await door.post("bob")).status).toBe(200);
  door.clock.set(door.clock.now() + 2_000);
  expect(await door.times(2, () => door.post("alice"))).toEqual([200, 429]);
});

it("one address has one rate, whoever asks from there, and another address its own", async () => {
  await using door = await openDoor({ address: 5 });
  expect(await door.times(6, () => door.post("alice", "192.0.2.1"))).toEqual([200, 200, 200, 200, 200, 429]);
  expect((await door.post("bob", "192.0.2.1")).status).toBe(429);
  expect((await door.post("bob", "192.0.2.2")).status).toBe(200);
});

it("bad tokens are answered 401, are not counted, and keep nobody out", async () => {
  await using door = await openDoor({ owner: 5, address: 5 });
  const bad = () => call(door, "/mcp", { method: "POST", token: "no.token.atall" });
  expect(await door.times(50, bad)).toEqual(Array(50).fill(401));
  expect(await door.times(5, () => door.post("alice"))).toEqual(Array(5).fill(200));
  expect((await door.post("alice")).status).toBe(429);
  expect((await bad()).status).toBe(401);
});

it("the database is asked now and then, and not at all about a flood", async () => {
  await using door = await openDoor({ owner: 200 });
  await door.times(200, () => door.post("alice"));
  expect(door.store.state.asked).toBeLessThanOrEqual(21);
  const before = door.store.state.asked;
  await door.times(50, () => door.post("alice"));
  expect(door.store.state.asked - before).toBeLessThanOrEqual(1);
});

it("without the database a process counts for itself", async () => {
  await using door = await openDoor({ owner: 5 });
  door.store.state.broken = true;
  expect(await door.times(6, () => door.post("alice"))).toEqual([200, 200, 200, 200, 200, 429]);
});

it("a database that did not answer is not asked again for 3 seconds, and then it is", async () => {
  await using door = await openDoor({ owner: 30 });
  door.store.state.broken = true;
  expect(await door.times(5, () => door.post("alice"))).toEqual(Array(5).fill(200));
  expect((await door.post("bob")).status).toBe(200);
  expect(door.store.state.asked).toBe(1);
  door.store.state.broken = false;
  door.clock.set(door.clock.now() + 3_000);
  expect((await door.post("alice")).status).toBe(200);
  expect(door.store.state.asked).toBe(2);
});
