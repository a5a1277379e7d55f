import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { createKnownBrowsers } from "../../../src/oauth/people/known-browsers.ts";
import { alice, bob } from "../../contract/fixtures.ts";

const secret = randomBytes(32);

it("a browser is known on every node, for the account that it was made known for, each by an id of its own", () => {
  const [one, other] = [createKnownBrowsers(secret), createKnownBrowsers(secret)];
  const [first, second] = [one.issue(alice), one.issue(alice)];
  expect(other.identify(first, alice)).toBe(first.slice(0, 22));
  expect(first).not.toBe(second);
  expect(other.identify(first, bob)).toBeUndefined();
  expect(createKnownBrowsers(randomBytes(32)).identify(first, alice)).toBeUndefined();
});

it("what was changed or made up is no known browser", () => {
  const browsers = createKnownBrowsers(secret);
  const token = browsers.issue(alice);
  const [id = "", mac = ""] = token.split(".");
  const other = browsers.issue(alice).split(".")[1] ?? "";
  for (const wrong of [
    undefined,
    "",
    id,
    `${id}.`,
    `${id}.${other}`,
    `${"A".repeat(22)}.${mac}`,
    `${token}x`,
  ]) {
    expect(browsers.identify(wrong, alice)).toBeUndefined();
  }
});
