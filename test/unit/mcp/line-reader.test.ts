import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineReader } from "../../../src/mcp/line-reader.ts";

/** What a reader with an 8-byte limit says about the chunks. */
function read(chunks: readonly Uint8Array[], maxBytes = 8): string[] {
  const seen: string[] = [];
  const reader = createLineReader({
    maxBytes,
    onLine: (line) => seen.push(Buffer.from(line).toString("latin1")),
    onOversized: () => seen.push("OVERSIZED"),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return seen;
}

const text = (...chunks: string[]): Uint8Array[] => chunks.map((chunk) => Buffer.from(chunk, "latin1"));

describe("a line reader", () => {
  it("gives the same lines however the stream is cut", () => {
    const alphabet = fc.constantFrom("a", "b", "\n", "\r\n", "\n\n", "123456789");
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 40 }), fc.array(fc.nat(60)), (pieces, cuts) => {
        const whole = Buffer.from(pieces.join(""), "latin1");
        const edges = [
          0,
          ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
          whole.length,
        ];
        const cut = edges.slice(1).map((end, index) => whole.subarray(edges[index], end));
        expect(read(cut)).toEqual(read([whole]));
      }),
    );
  });

  it("takes LF and CRLF, leaves out empty lines, and counts the end of the stream as the end of a line", () => {
    expect(read(text("one\ntwo\r\n\n\r\nthree"))).toEqual(["one", "two", "three"]);
  });

  it("accepts a line of exactly the limit and refuses one byte more", () => {
    expect(read(text("12345678\n123456789\n"))).toEqual(["12345678", "OVERSIZED"]);
  });

  it("reports a line over the limit once, drops it up to its newline, and goes on", () => {
    expect(read(text("a\n1234567", "89abc", "defgh".repeat(9), "tail\nnext\n"))).toEqual([
      "a",
      "OVERSIZED",
      "next",
    ]);
  });

  it("reports a line over the limit before its newline comes", () => {
    const seen: string[] = [];
    const reader = createLineReader({
      maxBytes: 4,
      onLine: () => seen.push("line"),
      onOversized: () => seen.push("over"),
    });
    reader.push(Buffer.from("12345"));
    expect(seen).toEqual(["over"]);
  });
});
