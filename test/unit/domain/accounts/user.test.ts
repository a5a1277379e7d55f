import { expect, it } from "vitest";
import { OWN_ISSUER } from "../../../../src/auth/own-issuer.ts";
import { ownSubjectKey } from "../../../../src/domain/accounts/deletion-store.ts";
import { subjectKey } from "../../../../src/domain/accounts/denial-store.ts";
import { parseDisplayName, parseIdentity, parseTimeZone } from "../../../../src/domain/accounts/user.ts";
import { alice } from "../../../contract/fixtures.ts";

it.each(["UTC", "Europe/Berlin", " America/New_York "])("%s is a time zone", (zone) => {
  expect(parseTimeZone(zone)).toBe(zone.trim());
});

it.each([
  ["europe/berlin", "Europe/Berlin"],
  ["AMERICA/NEW_YORK", "America/New_York"],
  ["utc", "UTC"],
])("%s is spelt %s", (typed, zone) => {
  expect(parseTimeZone(typed)).toBe(zone);
});

it("an alias in its own spelling stays, and one in lower case becomes a name that is spelt right", () => {
  expect(parseTimeZone("Asia/Kolkata")).toBe("Asia/Kolkata");
  expect(parseTimeZone("asia/kolkata")).toMatch(/^Asia\/(Kolkata|Calcutta)$/);
});

it.each(["", "Mars/Phobos", "+01:00", "-05"])("%j is no time zone", (zone) => {
  expect(() => parseTimeZone(zone)).toThrow(/such as Europe\/Berlin/);
});

it("an identity is an issuer and whatever stands behind it", () => {
  const issuer = "https://login.example/tenant";
  expect(parseIdentity(`${issuer} 12|3 4`)).toEqual({ issuer, subject: "12|3 4" });
  for (const wrong of ["", issuer, "awareness ada", "ftp://x.example 1", ` ${issuer} `, `${issuer} a\u0000b`])
    expect(() => parseIdentity(wrong), wrong).toThrow(/<issuer> <subject>/);
});

it("a name can be seen, and is no longer than 200 characters", () => {
  expect(parseDisplayName("  Ada Lovelace 👩‍💻".replaceAll("\u200d", ""))).toMatch(/^Ada/);
  for (const wrong of ["", "  ", "a\u001b[2J", "\u202eada", "a".repeat(201)])
    expect(() => parseDisplayName(wrong), JSON.stringify(wrong)).toThrow(/1 to 200 characters/);
});

it("own tokens are denied under the issuer that they name", () => {
  expect(ownSubjectKey(alice)).toBe(subjectKey(OWN_ISSUER, alice));
});
