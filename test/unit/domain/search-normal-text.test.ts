import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalText } from "../../../src/domain/search/normal-text.ts";

const unit = fc.oneof(
  fc.constantFrom("e", "\u0301", "\u00ad", "\u200b", "\u2060", "\ufeff", "\ufe0f", "\u1100", "\u1161", "ﷺ"),
  fc.string({ unit: "binary", maxLength: 3 }),
);

describe("the normal form of a text", () => {
  it("is its own normal form, so that offsets into it hold whoever makes it", () => {
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const normal = normalText(parts.join(""));
        expect(normalText(normal)).toBe(normal);
      }),
      { numRuns: 500 },
    );
  });

  it("has no characters that are not seen", () => {
    expect(normalText("\ufeffr\u00ade\u200bd\u2060 ❤\ufe0f")).toBe("red ❤");
  });
});
