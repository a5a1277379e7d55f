import { expect, it } from "vitest";
import { canonicalEmail, parseEmail } from "../../../../src/domain/accounts/email.ts";

it.each([
  ["J.Doe+news@GoogleMail.com", "jdoe@gmail.com"],
  ["j.doe@outlook.com", "j.doe@outlook.com"],
  [" Ada+x+y@Example.COM ", "ada@example.com"],
  ["no address", "no address"],
  ["a.b@gmail.com.example", "a.b@gmail.com.example"],
])("%s reaches the mailbox %s", (text, canonical) => {
  expect(canonicalEmail(text)).toBe(canonical);
});

it.each([
  "ada@example.com",
  "Ada.Lovelace+x@sub.example.co.uk",
  "ada@xn--bcher-kva.example",
  "o'brien_1@x-y.io",
])("%s is an address, kept in lower case", (text) => {
  expect(parseEmail(` ${text} `).address).toBe(text.toLowerCase());
});

it.each([
  "",
  "ada",
  "ada@",
  "@example.com",
  "+news@example.com",
  "...@gmail.com",
  "ada@localhost",
  "ada@@example.com",
  "ada@example..com",
  "ada@-example.com",
  "ada lovelace@example.com",
  "ada@example.com\nbcc: eve@example.com",
  "Ada <ada@example.com>",
  `${"a".repeat(65)}@example.com`,
  `ada@${"a.".repeat(130)}com`,
])("%j is none", (text) => {
  expect(() => parseEmail(text)).toThrow(/such as ada@example.com/);
});

it.each(["j\u00f6rg@example.com", "ada@b\u00fccher.example", "\u212aelvin@example.com"])(
  "%s is not in ASCII, and the error says so",
  (text) => {
    expect(() => parseEmail(text)).toThrow(/in ASCII, such as ada@example.com/);
  },
);
