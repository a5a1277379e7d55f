import { expect, it } from "vitest";
import { createPrincipalCache } from "../../src/auth/principal-cache.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS, type Principal } from "../../src/domain/principal.ts";
import { aClock } from "./support/tokens.ts";

const start = 1_000_000_000_000;
const aPrincipal = (expiresAt = start / 1000 + 3600): Principal => ({
  owner: parseOwner("alice"),
  scopes: FULL_ACCESS,
  by: "x",
  expiresAt,
});

it("a caller is remembered for a minute", () => {
  const clock = aClock(start);
  const cache = createPrincipalCache(clock);
  cache.put("a", aPrincipal());
  clock.set(start + 59_999);
  expect(cache.get("a")).toEqual(aPrincipal());
  clock.set(start + 60_000);
  expect(cache.get("a")).toBeUndefined();
});

it("never past the end of the credential, nor before it was verified", () => {
  const clock = aClock(start);
  const cache = createPrincipalCache(clock);
  cache.put("short", aPrincipal(start / 1000 + 5));
  clock.set(start + 5_000);
  expect(cache.get("short")).toBeUndefined();
  cache.put("later", aPrincipal());
  clock.set(start - 1);
  expect(cache.get("later")).toBeUndefined();
});

it("a credential without an end is not remembered", () => {
  const cache = createPrincipalCache(aClock(start));
  const { expiresAt: _, ...endless } = aPrincipal();
  cache.put("a", endless);
  expect(cache.get("a")).toBeUndefined();
});

it("twenty thousand callers fit; the least recently used one goes first", () => {
  const cache = createPrincipalCache(aClock(start));
  for (let index = 0; index < 20_000; index += 1) cache.put(String(index), aPrincipal());
  expect(cache.get("0")).toBeDefined();
  cache.put("new", aPrincipal());
  expect(
    [cache.get("0"), cache.get("1"), cache.get("2"), cache.get("new")].map((one) => one !== undefined),
  ).toEqual([true, false, true, true]);
});
