import { expect, it } from "vitest";
import { createSecretDetector } from "../../../../src/domain/secrets/detect.ts";
import { SECRET_FORMATS } from "../../../../src/domain/secrets/formats/all.ts";

const { list } = createSecretDetector();

/** Sources without classes of characters, in which a quantifier means nothing. */
const withoutClasses = (source: string) => source.replace(/\\./g, "e").replace(/\[[^\]]*\]/g, "c");

it.each(SECRET_FORMATS)("$name repeats nothing without a bound", ({ rest }) => {
  expect(rest.sticky).toBe(true);
  expect(withoutClasses(rest.source)).not.toMatch(/[*+]|\{\d+,\}/);
});

it("marks are ASCII of two characters or more, and none hides another of any place", () => {
  for (const { marks } of SECRET_FORMATS) {
    for (const mark of marks) expect(mark).toMatch(/^[\x20-\x7e]{2,}$/);
  }
});

/** A text in which every format reads as much as it can, over and over, and finds nothing. */
it.each(["", "=", "-", "://a:", "a".repeat(60), ` ${"0a".repeat(30)}`])(
  "a megabyte made of every mark and %j is gone through",
  (filler) => {
    const piece = SECRET_FORMATS.flatMap(({ marks }) => marks.map((mark) => mark + filler)).join("");
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(Array.isArray(list(text))).toBe(true);
  },
);

it.each(["eyJ", "sk-ant-", "hvs.", "http", "Pwd=", "-----BEGIN RSA PRIVATE KEY-----", "AC", ":AA"])(
  "a megabyte of %j alone is gone through",
  (mark) => {
    expect(list(mark.repeat(Math.ceil(1_000_000 / mark.length)))).toEqual([]);
  },
);
