import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCursorCodec } from "../../../src/domain/cursor.ts";
import { parseOwner } from "../../../src/domain/owner.ts";

const alice = parseOwner("alice");
const bob = parseOwner("bob");
const codec = createCursorCodec(randomBytes(32));

describe("page cursors", () => {
  it("open to the position they were sealed with", () => {
    const cursor = codec.seal(alice, "knowledge", [17, 4]);
    expect(codec.open(alice, "knowledge", cursor)).toEqual([17, 4]);
  });

  it("are refused for another owner and for another query, in the same words", () => {
    const cursor = codec.seal(alice, "knowledge", [17]);
    const refusal = (open: () => unknown): string => {
      try {
        open();
      } catch (error) {
        return (error as Error).message;
      }
      return "accepted";
    };
    const foreign = refusal(() => codec.open(bob, "knowledge", cursor));
    expect(foreign).toContain("cursor");
    expect(refusal(() => codec.open(alice, "trash", cursor))).toBe(foreign);
    expect(refusal(() => codec.open(alice, "knowledge", "made-up"))).toBe(foreign);
  });

  it("never open after any change of any byte", () => {
    const sealed = Buffer.from(codec.seal(alice, "q", [1]), "base64url");
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const changed = Buffer.from(sealed);
        changed[index] = (changed[index] ?? 0) ^ flip;
        expect(() => codec.open(alice, "q", changed.toString("base64url"))).toThrow();
      }),
    );
  });
});
