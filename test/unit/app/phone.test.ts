import { expect, it } from "vitest";
import { parsePhone } from "../../../src/app/users/phone.ts";

it.each([
  ["+49 30 123456", "+4930123456"],
  [" +44 (0)20 7946 0958 ", "+442079460958"],
])("%s is kept as %s", async (text, phone) => {
  expect(await parsePhone(text)).toBe(phone);
});

it.each([
  ["030 123456", /with its country code/],
  ["abc", /with its country code/],
  ["", /with its country code/],
  ["+1 555 0100", /No such phone number/],
  ["+49 30", /No such phone number/],
  ["+1 415 555 2671 ext 5", /No such phone number/],
])("%s is refused", async (text, message) => {
  await expect(parsePhone(text)).rejects.toThrow(message);
});
