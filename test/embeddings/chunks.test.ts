import fc from "fast-check";
import { expect, it } from "vitest";
import {
  CHUNK_WEIGHT,
  chunksOf,
  cutText,
  MAX_CHUNKS,
  OVERLAP_WEIGHT,
  type Piece,
} from "../../src/embeddings/chunks.ts";
import { weightOf } from "../../src/embeddings/text-borders.ts";

const SMALL = { weight: 60, overlap: 20, pieces: 50 };

/** Whatever is true of every cut. */
function expectSound(text: string, pieces: readonly Piece[], most: number): void {
  expect(pieces.length).toBeLessThanOrEqual(most);
  expect(pieces[0]?.start ?? 0).toBe(0);
  expect(pieces.at(-1)?.end ?? 0).toBe(text.length);
  for (const [at, { start, end }] of pieces.entries()) {
    const before = pieces[at - 1];
    expect(end).toBeGreaterThan(start);
    expect(/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(start - 1, start + 1))).toBe(false);
    if (before === undefined) continue;
    expect(start).toBeGreaterThan(before.start);
    expect(start).toBeLessThanOrEqual(before.end);
    expect(end).toBeGreaterThan(before.end);
  }
}

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.lorem({ maxCount: 8 }),
      fc.constantFrom(
        "\n",
        "\n\n",
        ". ",
        "。",
        "😀",
        "\r\n",
        "   ",
        "記憶",
        "\ud83d",
        "\ude00",
        "x".repeat(90),
      ),
    ),
    { maxLength: 80 },
  )
  .map((parts) => parts.join(""));

it("every character is in some piece, in order; no piece is too large or splits a character", () => {
  fc.assert(
    fc.property(text, (value) => {
      const pieces = cutText(value, { ...SMALL, pieces: 100_000 });
      expectSound(value, pieces, 100_000);
      for (const [at, { start, end }] of pieces.entries()) {
        expect(weightOf(value.slice(start, end))).toBeLessThanOrEqual(SMALL.weight);
        const next = pieces[at + 1];
        if (next) expect(weightOf(value.slice(next.start, end))).toBeLessThanOrEqual(SMALL.overlap);
      }
    }),
    { numRuns: 500 },
  );
});

it("there are never more pieces than allowed", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 8 }), (value, pieces) => {
      expectSound(value, cutText(value, { ...SMALL, pieces }), pieces);
    }),
  );
});

it("the chunks of a text are its pieces, each behind the head", () => {
  fc.assert(
    fc.property(text, (value) => {
      const body = value.repeat(20);
      const chunks = chunksOf({ head: "type: note", body });
      let covered = 0;
      for (const chunk of chunks) {
        expect(chunk.startsWith("type: note")).toBe(true);
        expect(weightOf(chunk)).toBeLessThanOrEqual(CHUNK_WEIGHT);
        const piece = chunk.slice("type: note\n".length);
        // The next piece continues the text somewhere in what is covered, and goes on behind it.
        const at = body.lastIndexOf(piece, covered);
        expect(at).not.toBe(-1);
        covered = Math.max(covered, at + piece.length);
      }
      expect(covered).toBe(body.length);
    }),
    { numRuns: 50 },
  );
});

const cut = (value: string): readonly string[] =>
  cutText(value, SMALL).map(({ start, end }) => value.slice(start, end));

it.each([
  ["fits", "One short line.", ["One short line."]],
  [
    "paragraphs",
    `${"a b ".repeat(11)}\n\n${"c d ".repeat(8)}`,
    [`${"a b ".repeat(11)}\n\n`, /^a [ab ]+\n\n(c d )+$/],
  ],
  [
    "lines",
    `${"a. ".repeat(14)}\nb. ${"c. ".repeat(10)}`,
    [`${"a. ".repeat(14)}\n`, /^a\. [a. ]+\nb\. (c\. )+$/],
  ],
  [
    "sentences",
    `${"a b ".repeat(10)}end. ${"c d ".repeat(10)}`,
    [`${"a b ".repeat(10)}end. `, /end\. (c d )+$/],
  ],
  ["words", "abcde ".repeat(15), ["abcde ".repeat(10), /^(abcde )+$/]],
  ["nothing but letters", "x".repeat(70), ["x".repeat(60), "x".repeat(30)]],
  ["dense script", `${"記".repeat(17)}。${"憶".repeat(5)}`, [`${"記".repeat(17)}。`, /^記+。憶+$/]],
  ["emoji", "😀".repeat(12), ["😀".repeat(10), "😀".repeat(5)]],
])("borders: %s", (_, value, expected) => {
  const pieces = cut(value);
  expect(pieces).toHaveLength(expected.length);
  for (const [at, piece] of pieces.entries())
    expect(piece).toEqual(expect.stringMatching(toPattern(expected[at])));
});

function toPattern(expected: string | RegExp | undefined): RegExp {
  if (expected instanceof RegExp) return expected;
  return new RegExp(`^${(expected ?? "").replace(/[.\\]/g, "\\$&")}$`);
}

it("a long entry has chunks of about 1,500 letters with about 200 in common", () => {
  const body = "The quick brown fox jumps over the lazy dog. ".repeat(400);
  const pieces = cutText(body, { weight: CHUNK_WEIGHT, overlap: OVERLAP_WEIGHT, pieces: MAX_CHUNKS });
  expect(pieces.length).toBeGreaterThanOrEqual(14);
  expect(pieces.length).toBeLessThanOrEqual(15);
  for (const { start } of pieces.slice(1)) expect(body.slice(start - 1, start)).toBe(" ");
});

it.each([
  ["letters", "x"],
  ["words", "Fox and dog. "],
  ["a dense script", "記憶"],
  ["blanks", " "],
])("two million characters of %s make at most 2,000 chunks", (_, unit) => {
  const body = unit.repeat(2_000_000 / unit.length);
  const chunks = chunksOf({ head: "type: note", body });
  expect(chunks.length).toBeLessThanOrEqual(MAX_CHUNKS);
  expect(chunks.length).toBeGreaterThan(500);
});
