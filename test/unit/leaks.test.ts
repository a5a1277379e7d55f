import { expect, it } from "vitest";
import { findLeak } from "../../torture/leaks.ts";

const part = (bytes: number) => Buffer.alloc(bytes, "x").toString("base64url");
const TOKEN = `eyJ${part(20)}.eyJ${part(20)}.${part(32)}`;

it.each([
  [`{"level":30,"msg":"x","header":"${TOKEN}"}`, "a token"],
  [`authorization: Bearer ${part(30)}`, "an Authorization header"],
  [`{"kty":"EC","d":"${part(32)}"}`, "a private key"],
  ['{"err":{"entry":{"description":"the spare key"}}}', "an entry"],
])("%s is noticed", (line, what) => {
  expect(findLeak(line)).toBe(what);
});

it("a text that was sent is noticed, and a harmless line is not", () => {
  expect(findLeak("failed for: the spare key lies there", ["the spare key"])).toBe(
    'the text "the spare key"',
  );
  expect(findLeak('{"level":30,"status":401,"msg":"request"}', ["the spare key"])).toBeUndefined();
});
