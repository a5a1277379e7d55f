import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findForbiddenText } from "../../../src/domain/json-guard.ts";

describe("findForbiddenText", () => {
  it.each([
    ["a\0b", "", "nul"],
    ["a\ud800b", "", "surrogate"],
    ["\udc00", "", "surrogate"],
    ["\udc00\ud800", "", "surrogate"],
    [{ tags: ["a", "b", "c\0"] }, "tags[2]", "nul"],
    [{ content: { a: { b: "\ud83d" } } }, "content.a.b", "surrogate"],
    [[[["\0"]]], "[0][0][0]", "nul"],
    [{ content: [{ x: 1 }, { "two words": "\0" }] }, 'content[1]["two words"]', "nul"],
    [{ "a\0": 1 }, '["a\\u0000"]', "nul"],
    [{ a: { "\ud800": 1 } }, 'a["\\ud800"]', "surrogate"],
    [{ first: { deep: "\0" }, second: "\ud800" }, "first.deep", "nul"],
  ])("finds %j", (value, path, reason) => {
    expect(findForbiddenText(value)).toEqual({ path, reason });
  });

  it.each([
    ["plain"],
    [""],
    [{ a: ["😀", "\u0001", "\ufffd", "\ufffe", "e\u0301", "\u202e"] }],
    [null],
    [undefined],
    [5],
    [true],
    [{}],
    [[]],
  ])("lets %j pass", (value) => {
    expect(findForbiddenText(value)).toBeUndefined();
  });

  it("lets every JSON value of well-formed text pass and finds one planted string anywhere", () => {
    const clean = fc.jsonValue({ stringUnit: "binary", maxDepth: 4 });
    fc.assert(
      fc.property(
        clean,
        fc.constantFrom("\0", "x\ud800", "\udfffy"),
        fc.array(fc.nat(3), { maxLength: 6 }),
        (value, bad, way) => {
          const planted = way.reduce<unknown>(
            (inner, kind) => (kind < 2 ? [value, inner] : { key: value, other: inner }),
            bad,
          );
          const wanted = way
            .reduce((path, kind) => (kind < 2 ? `[1]${path}` : `.other${path}`), "")
            .replace(/^\./, "");
          const already = findForbiddenText(value);
          if (already === undefined) expect(findForbiddenText(planted)?.path).toBe(wanted);
          else expect(JSON.stringify(value)).toMatch(/\\u0000|\\ud[89a-f]/);
        },
      ),
    );
  });

  it("shortens a long key in the path", () => {
    expect(findForbiddenText({ ["k".repeat(1000)]: "\0" })?.path).toHaveLength(
      '["'.length + 43 + '"]'.length,
    );
  });

  it("takes a value a hundred thousand levels deep", () => {
    let value: unknown = "\0";
    for (let level = 0; level < 100_000; level += 1) value = [value];
    expect(findForbiddenText(value)?.reason).toBe("nul");
  });
});
