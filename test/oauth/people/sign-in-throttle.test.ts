import { describe, expect, it } from "vitest";
import { createSignInThrottle, type Try } from "../../../src/oauth/people/sign-in-throttle.ts";
import { inMemory } from "../../contract/backends.ts";
import { useStore } from "../../contract/fixtures.ts";

describe("tries of passwords", () => {
  const at = useStore(inMemory);

  function counter() {
    const throttle = createSignInThrottle({ rateLimits: at.store.rateLimits, clock: at.clock });
    return (parts: Partial<Try> = {}) =>
      throttle.take({ name: "ada", network: "192.0.2.1", browser: undefined, ...parts });
  }

  async function times(count: number, take: () => Promise<number>): Promise<readonly number[]> {
    const waits: number[] = [];
    for (let time = 0; time < count; time += 1) waits.push(await take());
    return waits;
  }

  it("are five for a name, whatever the network, and one more every three minutes", async () => {
    const take = counter();
    let host = 0;
    const elsewhere = () => take({ network: `198.51.100.${++host}` });
    expect(await times(6, elsewhere)).toEqual([0, 0, 0, 0, 0, 180_000]);
    at.clock.advance(179_999);
    expect(await elsewhere()).toBe(1);
    at.clock.advance(1);
    expect(await times(2, elsewhere)).toEqual([0, 180_000]);
  });

  it("are twenty for a network, whatever the name, and one more every 45 seconds", async () => {
    const take = counter();
    let person = 0;
    const another = () => take({ name: `person ${++person}` });
    expect(await times(21, another)).toEqual([...Array<number>(20).fill(0), 45_000]);
    expect(await take({ name: "somebody", network: "192.0.2.2" })).toBe(0);
    at.clock.advance(45_000);
    expect(await times(2, another)).toEqual([0, 45_000]);
  });

  it("that a network does not have are not taken from the name", async () => {
    const take = counter();
    let person = 0;
    await times(20, () => take({ name: `person ${++person}` }));
    await times(10, () => take());
    expect(await times(6, () => take({ network: "192.0.2.2" }))).toEqual([0, 0, 0, 0, 0, 180_000]);
  });

  it("of a known browser are its own five", async () => {
    const take = counter();
    await times(30, () => take());
    expect(await times(6, () => take({ browser: "b" }))).toEqual([0, 0, 0, 0, 0, 180_000]);
    expect(await take({ browser: "c" })).toBe(0);
  });

  it("are refused when they cannot be counted", async () => {
    const broken = new Error("the database is away");
    const throttle = createSignInThrottle({
      rateLimits: { take: () => Promise.reject(broken) },
      clock: at.clock,
    });
    const wanted = { name: "ada", network: "192.0.2.1", browser: undefined };
    await expect(throttle.take(wanted)).rejects.toBe(broken);
  });
});
