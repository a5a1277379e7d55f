import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonGuardError, parseJson } from "../../../src/domain/json-guard.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

function kindOf(input: Uint8Array, maxDepth?: number): string {
  try {
    parseJson(input, maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    if (error instanceof JsonGuardError) return error.kind;
    throw error;
  }
  return "accepted";
}

describe("parseJson", () => {
  it("answers what JSON.parse answers, for any JSON value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("names the depth of any text exactly, whatever its strings hold", () => {
    const brackets = fc.stringMatching(/^[\\"{}[\] a]{0,700}$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        brackets,
        brackets,
        (depth, array, key, value) => {
          let nested: unknown = value;
          for (let level = 0; level < depth; level += 1) nested = array ? [value, nested] : { [key]: nested };
          const text = bytes(JSON.stringify(nested));
          expect(kindOf(text, depth)).toBe("accepted");
          expect(kindOf(text, depth - 1)).toBe("depth");
        },
      ),
    );
  });

  it("finds the end of a long string behind any run of backslashes", () => {
    for (let run = 0; run < 6; run += 1) {
      for (let length = 240; length < 280; length += 1) {
        const text = `${"a".repeat(length)}${"\\".repeat(run)}`;
        expect(kindOf(bytes(JSON.stringify([`${text}"[[`, []])), 2)).toBe("accepted");
        expect(kindOf(bytes(JSON.stringify([`${text}"]]`, [], [[]]])), 2)).toBe("depth");
      }
    }
  });

  it("allows 64 levels unless told otherwise", () => {
    expect(kindOf(bytes("[".repeat(64) + "]".repeat(64)))).toBe("accepted");
    expect(kindOf(bytes("[".repeat(65) + "]".repeat(65)))).toBe("depth");
    expect(kindOf(bytes(`${'{"a":'.repeat(65)}1${"}".repeat(65)}`))).toBe("depth");
  });

  it("refuses a million open brackets within milliseconds", () => {
    const input = bytes("[".repeat(1_000_000));
    const started = performance.now();
    expect(kindOf(input)).toBe("depth");
    expect(performance.now() - started).toBeLessThan(200);
  });

  it.each([
    ["a lone continuation byte", [0x22, 0x80, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["a character cut in half", [0x22, 0xe2, 0x82]],
    ["Latin-1", [0x22, 0xe9, 0x22]],
  ])("refuses %s as encoding", (_name, input) => {
    expect(kindOf(Uint8Array.from(input))).toBe("encoding");
  });

  it.each(["", " ", "{", '"', '"\\', "nul", "[1,]", "{'a':1}", "1 2", "]", "NaN", '"a\nb"'])(
    "refuses %j as syntax",
    (text) => {
      expect(kindOf(bytes(text))).toBe("syntax");
    },
  );

  it("never quotes the input in its message", () => {
    expect(() => parseJson(bytes("secret"))).toThrow(/^The text is not valid JSON\.$/);
  });

  it("ignores one byte order mark at the start and only there", () => {
    expect(parseJson(bytes('\ufeff{"a":1}'))).toEqual({ a: 1 });
    expect(kindOf(bytes("\ufeff\ufeff1"))).toBe("syntax");
  });

  it("reads only its own part of a shared buffer", () => {
    expect(parseJson(bytes('["x",1,"y"]').subarray(5, 6))).toBe(1);
  });

  it("keeps __proto__ as an ordinary member", () => {
    const value = parseJson(bytes('{"__proto__":{"polluted":true}}')) as object;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
