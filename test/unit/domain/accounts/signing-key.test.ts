import { expect, it } from "vitest";
import { type SigningKey, signingKeyAt } from "../../../../src/domain/accounts/signing-key.ts";

const aKey = (id: string, activeAt: number, retiredAt?: number): SigningKey => ({
  id,
  algorithm: "ES256",
  publicKey: "{}",
  privateKey: Buffer.alloc(0),
  sealed: false,
  createdAt: 0,
  activeAt,
  ...(retiredAt === undefined ? {} : { retiredAt }),
});
const at = (now: number, ...keys: readonly SigningKey[]) => signingKeyAt(keys, "ES256", now)?.id;

it("the key signs that began last, until its successor begins", () => {
  const keys = [aKey("next", 20), aKey("old", 0, 10), aKey("now", 10, 20)];
  expect([0, 9, 10, 19, 20, 99].map((now) => at(now, ...keys))).toEqual([
    "old",
    "old",
    "now",
    "now",
    "next",
    "next",
  ]);
});

it("before any has begun the one signs that will first, so that a clock a little behind can mint", () => {
  expect(at(5, aKey("later", 20), aKey("soon", 10))).toBe("soon");
});

it("retired keys and those of other algorithms never sign", () => {
  expect(at(5, aKey("gone", 0, 5))).toBeUndefined();
  expect(at(5, aKey("never", 10, 5))).toBeUndefined();
  expect(signingKeyAt([aKey("a", 0)], "RS256", 5)).toBeUndefined();
});
